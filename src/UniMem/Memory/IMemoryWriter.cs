using TorchSharp;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Memory;

/// <summary>Memory writing: turns what a layer has just computed into memory slots.</summary>
public interface IMemoryWriter
{
    /// <summary>The new slots, or null when there is nothing to write.</summary>
    MemoryBlock? Write(LayerActivations layer);

    /// <summary>Expresses held slots as keys and values of the layer about to read them.</summary>
    /// <remarks>Identity for slots that are keys and values already; hidden states are projected with today's weights.</remarks>
    MemoryBlock Recall(MemoryBlock held, IKeyValueProjection layer) => held;

    /// <summary>What the slots written look like.</summary>
    SlotShape Held { get; }

    /// <summary>What they look like after <see cref="Recall"/>.</summary>
    SlotShape Recalled => Held;
}

/// <summary>The shape of one slot.</summary>
/// <param name="Heads">Heads, G.</param>
/// <param name="Width">Width of a head, D.</param>
/// <param name="Tensors">2 where keys and values differ, 1 where one tensor is both.</param>
public readonly record struct SlotShape(long Heads, long Width, int Tensors)
{
    /// <summary>Numbers held for a slot.</summary>
    public long Elements => Heads * Width * Tensors;

    /// <summary>Type of the numbers as written: keys and values in the type of matrix products, hidden states in the precise one.</summary>
    public torch.ScalarType Type(Numerics numerics)
    {
        ArgumentNullException.ThrowIfNull(numerics);
        return Tensors == 1 ? numerics.Precise : numerics.Compute;
    }

    /// <summary>Keys and values of a layer.</summary>
    public static SlotShape KeyValue(ModelConfig model) => new(model.KeyValueHeads, model.HeadWidth, 2);

    /// <summary>Hidden states of the model's width.</summary>
    public static SlotShape Hidden(ModelConfig model) => new(1, model.Width, 1);

    /// <summary>Shape in words.</summary>
    public override string ToString() => Tensors == 1 ? $"hidden states of width {Width}" : $"keys and values of {Heads} heads of width {Width}";
}

/// <summary>The part of a layer that makes keys and values.</summary>
public interface IKeyValueProjection
{
    /// <summary>Keys and values of hidden states, with the layer's own norm and weights.</summary>
    /// <param name="hidden_BME">(B, M, E).</param>
    /// <returns>Keys (B, G, M, D), unrotated, and values (B, G, M, D).</returns>
    (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME);
}

/// <summary>Kind of component: memory writing, which makes slots of what a layer has just computed.</summary>
public abstract record WriterConfig : ComponentConfig
{
    /// <summary>Builds the writer of one memory at one layer. A writer that learns is an <c>nn.Module</c>.</summary>
    public abstract IMemoryWriter Build(BuildContext context);

    /// <summary>Whether what is written is learned for later segments only, so that it learns nothing from a gradient that ends at a segment's border.</summary>
    public virtual bool LearnsFromLaterSegments() => false;
}
