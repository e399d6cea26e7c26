using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A module without parameters and buffers, and without submodules that have any.</summary>
public interface IParameterLessModule;

/// <summary>Base of modules without parameters and buffers: moving them does nothing, registering either is an error.</summary>
public abstract class ParameterLessModule<T1, TResult> : nn.Module<T1, TResult>, IParameterLessModule
{
    /// <param name="name">The name of the module.</param>
    protected ParameterLessModule(string name) : base(name)
    {
    }

    /// <inheritdoc/>
    protected internal override nn.Module _to(Device device, ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    /// <inheritdoc/>
    protected internal override nn.Module _to(ScalarType dtype, bool non_blocking) => this;

    /// <inheritdoc/>
    public override void register_buffer(string name, Tensor tensor, bool persistent = true) =>
        throw new InvalidOperationException("A buffer cannot be registered on a module that is declared parameter-less.");

    /// <inheritdoc/>
    public override void register_parameter(string name, Parameter param) =>
        throw new InvalidOperationException("A parameter cannot be registered on a module that is declared parameter-less.");

    /// <inheritdoc/>
    public override void register_module(string name, nn.Module submodule)
    {
        if (submodule is not IParameterLessModule)
        {
            throw new InvalidOperationException("Submodules of a parameter-less module must be parameter-less too.");
        }

        base.register_module(name, submodule);
    }
}
