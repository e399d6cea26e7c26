using System.Globalization;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private const int ShownAtEachEnd = 3;
        private const int MostShown = 1000;

        /// <summary>Shape, element type and device; never the elements, which may live elsewhere.</summary>
        public override string ToString() =>
            IsInvalid ? "disposed" : $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";

        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            disamb ? ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine) : ToString();

        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Metadata) return ToString();
            using var scope = NewDisposeScope();
            var text = new StringBuilder();
            var culture = cultureInfo ?? CultureInfo.InvariantCulture;
            Write(text, cpu(), fltFormat ?? "g5", culture, newLine ?? Environment.NewLine, 1, numel() > MostShown);
            return text.ToString();
        }

        private static void Write(
            StringBuilder text, Tensor part, string format, CultureInfo culture, string newLine, int depth, bool shorten)
        {
            if (part.ndim == 0)
            {
                text.Append(part.ElementAt(0) is IFormattable number && !part.is_integral()
                    ? number.ToString(format, culture)
                    : Convert.ToString(part.ElementAt(0), culture));
                return;
            }
            var length = part.shape[0];
            var separator = part.ndim == 1 ? ", " : "," + newLine + new string(' ', depth);
            text.Append('[');
            for (var k = 0L; k < length; k++)
            {
                if (k > 0) text.Append(separator);
                if (shorten && k == ShownAtEachEnd && length > 2 * ShownAtEachEnd)
                {
                    text.Append("...").Append(separator);
                    k = length - ShownAtEachEnd;
                }
                Write(text, part[k], format, culture, newLine, depth + 1, shorten);
            }
            text.Append(']');
        }
    }
}
