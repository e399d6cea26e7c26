using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Steps against the gradient, with momentum.</summary>
        public class SGD : OptimizerHelper, optim.IMomentum
        {
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">Learning rate.</param>
            /// <param name="momentum">Share of the last step that is kept.</param>
            /// <param name="dampening">Share of the gradient that does not enter the momentum.</param>
            /// <param name="weight_decay">Factor of the weights that is added to the gradient.</param>
            /// <param name="nesterov">Whether to look ahead along the momentum.</param>
            /// <param name="maximize">Whether to climb instead of descend.</param>
            public SGD(
                IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                : this(
                    [new ParamGroup(parameters, lr, momentum, dampening, weight_decay, nesterov, maximize)], lr, momentum, dampening,
                    weight_decay, nesterov, maximize)
            {
            }

            /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public SGD(
                IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
            {
                if (nesterov && (momentum <= 0 || dampening != 0))
                {
                    throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
                }

                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
                    maximize = maximize,
                };
                foreach (var group in parameters)
                {
                    add_param_group(group);
                }
            }

            /// <summary>Share of the last step that is kept, for groups that will be added without their own.</summary>
            public double Momentum
            {
                get => Defaults.momentum!.Value;
                set => Defaults.momentum = value;
            }

            private Options Defaults => (Options)_defaults;

            /// <inheritdoc/>
            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var options = (Options)(param_group.Options ??= new Options());
                options.LearningRate ??= Defaults.LearningRate;
                options.momentum ??= Defaults.momentum;
                options.dampening ??= Defaults.dampening;
                options.weight_decay ??= Defaults.weight_decay;
                options.nesterov ??= Defaults.nesterov;
                options.maximize ??= Defaults.maximize;
                Add(param_group, parameter => new State(parameter));
            }

            /// <inheritdoc/>
            public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

            /// <inheritdoc/>
            protected override void Dispose(bool disposing) => DisposeStates();

            private void Update(ParamGroup group)
            {
                var options = group.Options;
                var sign = options.maximize == true ? 1 : -1;
                foreach (var parameter in group.Parameters)
                {
                    if (parameter.grad is not { } grad)
                    {
                        continue;
                    }

                    if (options.weight_decay is { } decay and not 0)
                    {
                        grad = grad.add(parameter, alpha: decay * -sign);
                    }

                    if (options.momentum is { } momentum and not 0)
                    {
                        var moved = ((State)StateOf(parameter)).Accumulate(grad, momentum, 1 - options.dampening!.Value);
                        grad = options.nesterov == true ? grad.add(moved, alpha: momentum) : moved;
                    }

                    parameter.add_(grad, alpha: sign * group.LearningRate);
                }
            }

            /// <summary>The momentum of one parameter.</summary>
            public sealed class State : OptimizerState, IDisposable
            {
                /// <summary>The running sum of gradients, of the parameter's shape; null before the first step.</summary>
                public Tensor? momentum_buffer;

                /// <param name="parameter">The parameter.</param>
                public State(Parameter parameter) : base(parameter)
                {
                }

                /// <inheritdoc/>
                public override void Initialize(OptimizerOptions options) => Dispose();

                /// <inheritdoc/>
                public override void to(Device device) => momentum_buffer = momentum_buffer is null ? null : Keep(momentum_buffer, device);

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer) => SaveConditionalStateTensor(writer, momentum_buffer);

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader) =>
                    LoadConditionalStateTensor(reader, ref momentum_buffer, _parameter.device);

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerState source)
                {
                    var other = ((State)source).momentum_buffer;
                    Dispose();
                    momentum_buffer = other is null ? null : Copy(other, _parameter.device);
                }

                /// <inheritdoc/>
                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State { momentum_buffer: var theirs }
                    && (momentum_buffer is null || theirs is null
                        ? momentum_buffer is null && theirs is null
                        : momentum_buffer.allclose(theirs));

                /// <summary>Disposes the momentum.</summary>
                public void Dispose()
                {
                    momentum_buffer?.Dispose();
                    momentum_buffer = null;
                }

                internal Tensor Accumulate(Tensor grad, double momentum, double share) =>
                    momentum_buffer is null
                        ? momentum_buffer = Copy(grad, grad.device)
                        : momentum_buffer.mul_(momentum).add_(grad, alpha: share);
            }

            /// <summary>Settings of a group; null means: the optimizer's.</summary>
            public class Options : OptimizerOptions
            {
                /// <summary>Share of the last step that is kept.</summary>
                public double? momentum;

                /// <summary>Share of the gradient that does not enter the momentum.</summary>
                public double? dampening;

                /// <summary>Factor of the weights that is added to the gradient.</summary>
                public double? weight_decay;

                /// <summary>Whether to look ahead along the momentum.</summary>
                public bool? nesterov;

                /// <summary>Whether to climb instead of descend.</summary>
                public bool? maximize;

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var other = (Options)source;
                    (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
                    (nesterov, maximize) = (other.nesterov, other.maximize);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    (momentum, dampening, weight_decay) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
                    (nesterov, maximize) = (reader.ReadBoolean(), reader.ReadBoolean());
                }

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(momentum!.Value);
                    writer.Write(dampening!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(nesterov!.Value);
                    writer.Write(maximize!.Value);
                }
            }

            /// <summary>Parameters with settings of their own.</summary>
            public class ParamGroup : ParamGroup<Options>, optim.IMomentum
            {
                /// <summary>An empty group.</summary>
                public ParamGroup()
                {
                }

                /// <param name="parameters">The parameters.</param>
                /// <param name="options">Their settings.</param>
                public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
                {
                }

                /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
                public ParamGroup(
                    IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0,
                    double weight_decay = 0, bool nesterov = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
                    })
                {
                }

                /// <inheritdoc/>
                public double Momentum
                {
                    get => Options.momentum!.Value;
                    set => Options.momentum = value;
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="Modules.SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(item => item.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="Modules.SGD(IEnumerable{Modules.SGD.ParamGroup}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
