using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    /// <summary>The parameter.</summary>
    protected Parameter _parameter;

    /// <param name="parameter">The parameter.</param>
    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    /// <summary>Sets the state to that before the first step.</summary>
    public abstract void Initialize(OptimizerOptions options);

    /// <summary>Writes the state.</summary>
    public abstract void SaveStateDict(BinaryWriter writer);

    /// <summary>Reads what <see cref="SaveStateDict"/> wrote.</summary>
    public abstract void LoadStateDict(BinaryReader reader);

    /// <summary>Copies the state of another parameter.</summary>
    public abstract void LoadStateDict(OptimizerState source);

    /// <summary>Whether all numbers are close to those of another state.</summary>
    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    /// <summary>Moves the state to a device.</summary>
    public virtual void to(Device device)
    {
    }

    /// <summary>Writes whether there is a tensor, and the tensor.</summary>
    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        if (tensor is not null)
        {
            TensorStream.Write(writer, tensor);
        }
    }

    /// <summary>Reads what <see cref="SaveConditionalStateTensor"/> wrote; the tensor becomes null where there was none.</summary>
    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        result?.Dispose();
        result = reader.ReadBoolean() ? Keep(TensorStream.Read(reader), device) : null;
    }

    private protected static Tensor Zeros(Tensor like) => zeros_like(like).DetachFromDisposeScope();

    /// <summary>A copy on the device that no scope disposes.</summary>
    private protected static Tensor Copy(Tensor source, Device device) => source.to(device, copy: true).DetachFromDisposeScope();

    /// <summary>The tensor moved to the device, outside of scopes; the original is disposed.</summary>
    private protected static Tensor Keep(Tensor source, Device device)
    {
        var moved = source.to(device).DetachFromDisposeScope();
        source.Dispose();
        return moved;
    }
}
