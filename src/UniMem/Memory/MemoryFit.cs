using TorchSharp;
using UniMem.Components;

namespace UniMem.Memory;

/// <summary>Whether what a memory writes is what its injector takes in, at the place where the memory stands.</summary>
internal static class MemoryFit
{
    /// <exception cref="ConfigurationException">Slots would be held in the type that they have anyway, or in a wider one.</exception>
    public static void Check(SlotType? type, SlotShape slots, BuildContext context)
    {
        if (type == SlotType.Bfloat16 && slots.Type(context.Numerics) == torch.ScalarType.BFloat16)
        {
            throw context.At("dtype").Wrong("these slots are bfloat16 already, because the run computes in it; write int8, or leave it out.");
        }
    }

    /// <exception cref="ConfigurationException">They do not fit.</exception>
    public static void Check(IMemoryInjector injector, IMemoryWriter writer, IMemoryManager manager, BuildContext context)
    {
        var wrong = context.At("inject");
        var keyValue = SlotShape.KeyValue(context.Model);
        var atInput = injector is IInputInjector;
        if (atInput != context.Layer is null)
        {
            throw wrong.Wrong(atInput
                ? "this injector puts tokens into the sequence and serves no layer; set 'layers: output'."
                : "this injector enters layers, and 'layers: output' names none; write layers such as 'all', or inject 'memory_tokens'.");
        }

        if (atInput && writer.Held != SlotShape.Hidden(context.Model))
        {
            throw wrong.Wrong($"this injector takes {SlotShape.Hidden(context.Model)}, and the writer makes {writer.Held}; write 'memory_tokens'.");
        }

        if (manager is IAttentionManager && injector is not (IJointInjector or IGatedInjector))
        {
            throw context.At("manage").Wrong("this manager goes by the attention that slots receive in self-attention, "
                + "and this memory does not enter there; inject 'joint' or 'gated', or manage by age, such as 'fifo'.");
        }

        if (!atInput && writer.Recalled != keyValue)
        {
            throw wrong.Wrong($"this injector takes {keyValue}, and the writer gives {writer.Recalled}; write 'kv' or 'hidden'.");
        }
    }
}
