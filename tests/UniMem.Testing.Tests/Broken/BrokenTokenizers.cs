using System.Text;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Data.Tokenizers;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_tokenizer")]
public sealed record BrokenTokenizer : TokenizerConfig
{
    private static int _trained;

    public static readonly string[] Rules =
        ["exception-thrown", "text-lost", "token-out-of-range", "bytes-miscounted", "json-lost", "surrogate-accepted", "nondeterministic"];

    public required string Rule { get; init; }

    public override ITokenizer Train(IEnumerable<Document> train, string path) => new Bytes(Rule, Rule == "nondeterministic" ? _trained++ : 0);

    public override ITokenizer FromJson(string json) => new Bytes(Rule, 0, again: true);

    /// <summary>A token is a byte, and one thing is wrong.</summary>
    private sealed class Bytes(string rule, int number, bool again = false) : ITokenizer
    {
        private static readonly Encoding Strict = new UTF8Encoding(false, throwOnInvalidBytes: true);
        private static readonly Encoding Lenient = new UTF8Encoding(false);

        public int VocabularySize => rule == "token-out-of-range" ? 128 : 256;

        public int[] Encode(string text)
        {
            if (rule == "exception-thrown" && text.Contains('\0'))
            {
                throw new InvalidOperationException("there is no token for zero");
            }

            var written = rule == "text-lost" ? text.Replace("\r\n", " \n", StringComparison.Ordinal) : text;
            var tokens = Array.ConvertAll((rule == "surrogate-accepted" ? Lenient : Strict).GetBytes(written), b => (int)b);
            return rule == "json-lost" && again ? [.. tokens.Reverse()] : tokens;
        }

        public string Decode(ReadOnlySpan<int> tokens) => Lenient.GetString([.. tokens.ToArray().Select(token => (byte)token)]);

        public int BytesOf(int token) => rule == "bytes-miscounted" && token >= 128 ? 2 : 1;

        public string ToJson() => $$"""{"number": {{number}}}""";
    }
}
