using System.Globalization;
using System.Text;
using UniMem.Components;
using UniMem.Data.Corpora;
using UniMem.Experiments.Yaml;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Configuration;

/// <summary>Says in words what a run's method is made of and what it costs.</summary>
public static class Explanation
{
    /// <summary>The text, one line a fact.</summary>
    /// <exception cref="ConfigurationException">The parts do not fit together.</exception>
    public static string Of(ResolvedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var (cost, warnings) = run.Located(Count);
        var config = run.Config;
        var text = new StringBuilder();
        Line(text, "run", $"{config.Name} ({run.Id})");
        Line(text, "method", config.Method);
        Line(text, "backbone", Backbone(config.Model) + Say($", segments of {config.Training.Segment} tokens"));
        Line(text, "local", string.Join("; ", config.Model.Local.Select(Brief)));
        Line(text, "positions", Brief(config.Model.Positions));
        foreach (var (name, memory) in config.Model.Memories)
        {
            text.Append('\n');
            Describe(text, name, memory, config);
        }

        text.Append(config.Model.Memories.Count == 0 ? "memory              none\n\n" : "\n");
        Cost(text, cost);
        foreach (var warning in warnings)
        {
            Line(text, "note", warning);
        }

        return text.ToString();
    }

    private static string Backbone(ModelConfig model) =>
        Say($"{model.Layers} layers of width {model.Width}, {model.Heads} heads, feed-forward {model.FeedForward}");

    private static void Describe(StringBuilder text, string name, MemoryConfig memory, RunConfig config)
    {
        var layers = memory.Layers.IsOutput
            ? "enters at the input, written after the final norm"
            : string.Join(", ", memory.Layers.Of(config.Model.Layers));
        Line(text, "memory", name);
        Line(text, "  layers", $"{memory.Layers} ({layers})");
        Line(text, "  management", Brief(memory.Manage));
        Line(text, "  writing", Brief(memory.Write));
        Line(text, "  reading", Brief(memory.Read));
        Line(text, "  injection", Brief(memory.Inject));
    }

    private static void Cost(StringBuilder text, MethodCost cost)
    {
        Line(text, "parameters", Say($"{cost.Parameters:N0}"));
        Line(text, "memory", Say($"{cost.MemoryBytes:N0} bytes a document, once full"));
        Line(text, "arithmetic", Say($"{cost.FlopsPerToken:N0} floating-point operations a token, forward, once memory is full"));
    }

    private static (MethodCost Cost, IReadOnlyList<string> Warnings) Count(RunConfig config)
    {
        var documents = config.Data.Corpus.Build("data.corpus").Documents(Split.Train);
        var vocabulary = config.Data.Tokenizer.Train(documents, "data.tokenizer").VocabularySize;
        var numerics = ComputeSettings.Read("cpu", config.Dtype, config.Kernels);
        using var model = LanguageModel.Build(config.Model, vocabulary, config.Training.Segment, config.Seed, numerics);
        return (MethodCost.Of(model, config.Model, vocabulary, config.Training.Segment, numerics), RunWarnings.Of(config, model));
    }

    /// <summary>A component in one line: its name, and its settings as YAML.</summary>
    public static string Brief(ComponentConfig component)
    {
        ArgumentNullException.ThrowIfNull(component);
        var settings = YamlWriter.OneLine(new ConfigUnbinder().Map(component).Without("type"));
        return settings == "{}" ? component.Type : $"{component.Type} {settings}";
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string what, string fact) => text.Append(what.PadRight(20)).Append(fact).Append('\n');
}
