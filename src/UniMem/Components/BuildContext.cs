using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Components;

/// <summary>What a component may know when it is built.</summary>
public sealed record BuildContext
{
    /// <summary>The backbone's sizes.</summary>
    public required ModelConfig Model { get; init; }

    /// <summary>Tokens of a segment.</summary>
    public required long Segment { get; init; }

    /// <summary>Seed of the run.</summary>
    public required long Seed { get; init; }

    /// <summary>Where parameters will live and what the matrix products use.</summary>
    public required Numerics Numerics { get; init; }

    /// <summary>The rotation that the backbone uses.</summary>
    public required RotaryEmbedding Rotary { get; init; }

    /// <summary>Where in the configuration this component stands, such as <c>model.memories.recent.read</c>.</summary>
    public string Path { get; init; } = "model";

    /// <summary>Name of the memory the component belongs to; empty outside memories.</summary>
    public string Memory { get; init; } = "";

    /// <summary>The layer the component serves; null at the backbone's input and output.</summary>
    public int? Layer { get; init; }

    /// <summary>How the layer scores the segment's own keys; null before that is built, and at the backbone's input and output.</summary>
    public IPositionPolicy? Local { get; init; }

    /// <summary>The memories of this layer that stand before the one being built, by name.</summary>
    public IReadOnlyDictionary<string, LayerMemory> Earlier { get; init; } = new Dictionary<string, LayerMemory>();

    /// <summary>Parts that layers have in common.</summary>
    public SharedParts Shared { get; init; } = new();

    /// <summary>The same context one level further down.</summary>
    public BuildContext At(string key) => this with { Path = $"{Path}.{key}" };

    /// <summary>A number of slots in this run.</summary>
    public long Slots(SlotCount count) => count.InSlots(Segment);

    /// <summary>A CPU generator of its own for this component, layer and use: adding a component changes nobody else's numbers.</summary>
    /// <param name="use">What it draws, such as <c>weights</c>.</param>
    public torch.Generator Generator(string use) => new(SeedFor(use), torch.CPU);

    /// <summary>The seed that <see cref="Generator"/> starts from.</summary>
    public ulong SeedFor(string use)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{Seed}/{Path}/{Layer}/{use}")));
        return BitConverter.ToUInt64(hash) >> 1;
    }

    /// <summary>Name under which layers that read this same setting share a part: the setting's path without dots.</summary>
    public string SharedName => Path.Replace("model.", "", StringComparison.Ordinal)
        .Replace('.', '_').Replace("[", "_", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    /// <summary>Whether a setting that names layers names this one.</summary>
    /// <param name="layers">The layers named.</param>
    /// <param name="key">The setting, for the message.</param>
    /// <exception cref="ConfigurationException">The text names no layers of this backbone.</exception>
    public bool Serves(LayerSelection layers, string key)
    {
        try
        {
            return layers.Of(Model.Layers).Contains(Layer ?? -1);
        }
        catch (ArgumentException mistake)
        {
            throw new ConfigurationException($"{Path}.{key}", mistake.Message, mistake);
        }
    }

    /// <summary>Whether this layer is among those that <c>model.biases</c> gives a bias.</summary>
    internal bool Biased(LayerSelection layers, string key) => (this with { Path = "model.biases" }).Serves(layers, key);

    /// <summary>The rotation, for a policy that turns heads.</summary>
    /// <exception cref="ConfigurationException">The heads have no pairs of coordinates to turn.</exception>
    public RotaryEmbedding Turning() => Rotary.Width % 2 == 0 ? Rotary : throw Wrong(
        $"rotation turns pairs of coordinates, and heads are {Rotary.Width} wide; choose an even width, or positions that do not rotate.");

    /// <summary>A configuration mistake at this component.</summary>
    public ConfigurationException Wrong(string problem) => new(Path, problem);
}
