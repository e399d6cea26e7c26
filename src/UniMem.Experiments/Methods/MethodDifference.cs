using System.Text;
using UniMem.Experiments.Configuration;
using UniMem.Experiments.Yaml;
using UniMem.Memory;

namespace UniMem.Experiments.Methods;

/// <summary>Says in what two runs differ: in the four dimensions of each memory first, then in everything else.</summary>
public static class MethodDifference
{
    private const string Memories = "model.memories.";

    private static readonly (string Name, Func<MemoryConfig, string> Of)[] Dimensions =
    [
        ("management", memory => Explanation.Brief(memory.Manage)),
        ("writing", memory => Explanation.Brief(memory.Write)),
        ("reading", memory => Explanation.Brief(memory.Read)),
        ("injection", memory => Explanation.Brief(memory.Inject)),
        ("layers", memory => memory.Layers.ToString()),
        ("stop_gradient", memory => memory.StopGradient ? "true" : "false"),
        ("dtype", memory => memory.Dtype is { } type ? type.ToString().ToLowerInvariant() : "that of the run"),
    ];

    /// <summary>The text; empty when both compute the same, whatever their names, devices and threads.</summary>
    /// <param name="left">One run, A in the text.</param>
    /// <param name="right">The other, B in the text.</param>
    public static string Between(ResolvedRun left, ResolvedRun right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var text = new StringBuilder();
        var (a, b) = (left.Config.Model.Memories, right.Config.Model.Memories);
        foreach (var name in a.Keys.Union(b.Keys))
        {
            Memory(text, name, a.GetValueOrDefault(name), b.GetValueOrDefault(name));
        }

        var others = ConfigDifference.Between(left.Config, right.Config).Where(difference => !difference.Path.StartsWith(Memories, StringComparison.Ordinal)).ToList();
        if (others.Count > 0)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append("other settings\n");
            foreach (var difference in others)
            {
                Pair(text, difference.Path, difference.Left ?? "not there", difference.Right ?? "not there");
            }
        }

        return text.ToString();
    }

    private static void Memory(StringBuilder text, string name, MemoryConfig? left, MemoryConfig? right)
    {
        if (left is null || right is null)
        {
            text.Append($"memory {name}: only in {(left is null ? "B" : "A")}\n");
            foreach (var (dimension, of) in Dimensions)
            {
                text.Append($"  {dimension,-14}  {of((left ?? right)!)}\n");
            }

            return;
        }

        var differing = Dimensions.Where(dimension => dimension.Of(left) != dimension.Of(right)).ToList();
        if (differing.Count == 0)
        {
            return;
        }

        var alike = Dimensions.Except(differing).Select(dimension => dimension.Name).ToList();
        text.Append($"memory {name}{(alike.Count > 0 ? $": alike in {string.Join(", ", alike)}" : "")}\n");
        foreach (var (dimension, of) in differing)
        {
            Pair(text, dimension, of(left), of(right));
        }
    }

    private static void Pair(StringBuilder text, string what, string left, string right) =>
        text.Append($"  {what}\n    A  {left}\n    B  {right}\n");
}
