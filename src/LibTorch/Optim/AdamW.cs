using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>
        /// Steps by running means of gradients over the root of running means of their squares; weights decay apart from the gradient.
        /// </summary>
        /// <remarks>Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019, arXiv:1711.05101, algorithm 2.</remarks>
        public class AdamW : OptimizerHelper, optim.IBetas
        {
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">Learning rate.</param>
            /// <param name="beta1">Decay of the running mean of gradients.</param>
            /// <param name="beta2">Decay of the running mean of their squares.</param>
            /// <param name="eps">Added to the denominator.</param>
            /// <param name="weight_decay">Share of the learning rate by which weights shrink each step; TorchSharp's default is 0.</param>
            /// <param name="amsgrad">Whether the denominator never shrinks.</param>
            /// <param name="maximize">Whether to climb instead of descend.</param>
            public AdamW(
                IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                : this(
                    [new ParamGroup(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)], lr, beta1, beta2, eps,
                    weight_decay, amsgrad, maximize)
            {
            }

            /// <inheritdoc cref="AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public AdamW(
                IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                _defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                };
                foreach (var group in parameters)
                {
                    add_param_group(group);
                }
            }

            /// <summary>Decay rates for groups that will be added without their own.</summary>
            public (double, double) Betas
            {
                get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
                set => (Defaults.beta1, Defaults.beta2) = value;
            }

            private Options Defaults => (Options)_defaults;

            /// <inheritdoc/>
            public override void add_param_group(Modules.ParamGroup param_group)
            {
                var options = (Options)(param_group.Options ??= new Options());
                options.LearningRate ??= Defaults.LearningRate;
                options.beta1 ??= Defaults.beta1;
                options.beta2 ??= Defaults.beta2;
                options.eps ??= Defaults.eps;
                options.weight_decay ??= Defaults.weight_decay;
                options.amsgrad ??= Defaults.amsgrad;
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
                var moments = group.Parameters
                    .Select(parameter => (Parameter: parameter, Grad: parameter.grad, State: (State)StateOf(parameter)))
                    .Where(item => item.Grad is not null)
                    .GroupBy(item => ++item.State.step);
                var rule = new AdamRule(
                    group.LearningRate, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value,
                    options.maximize!.Value, Decoupled: true);
                foreach (var sameStep in moments)
                {
                    var items = sameStep.ToList();
                    rule.Apply(
                        sameStep.Key,
                        items.ConvertAll(item => (Tensor)item.Parameter),
                        items.ConvertAll(item => item.Grad!),
                        items.ConvertAll(item => item.State.exp_avg),
                        items.ConvertAll(item => item.State.exp_avg_sq),
                        options.amsgrad!.Value ? items.ConvertAll(item => item.State.max_exp_avg_sq!) : null);
                }
            }

            /// <summary>Running means of one parameter's gradients.</summary>
            public sealed class State : OptimizerState, IDisposable
            {
                /// <summary>Steps made.</summary>
                public long step;

                /// <summary>Running mean of gradients, of the parameter's shape.</summary>
                public Tensor exp_avg;

                /// <summary>Running mean of squared gradients, of the parameter's shape.</summary>
                public Tensor exp_avg_sq;

                /// <summary>The largest <see cref="exp_avg_sq"/> so far, or null without amsgrad.</summary>
                public Tensor? max_exp_avg_sq;

                /// <param name="parameter">The parameter.</param>
                public State(Parameter parameter) : base(parameter) => (exp_avg, exp_avg_sq) = (null!, null!);

                /// <inheritdoc/>
                public override void Initialize(OptimizerOptions options)
                {
                    Dispose();
                    step = 0;
                    (exp_avg, exp_avg_sq) = (Zeros(_parameter), Zeros(_parameter));
                    max_exp_avg_sq = ((Options)options).amsgrad == true ? Zeros(_parameter) : null;
                }

                /// <inheritdoc/>
                public override void to(Device device)
                {
                    (exp_avg, exp_avg_sq) = (Keep(exp_avg, device), Keep(exp_avg_sq, device));
                    max_exp_avg_sq = max_exp_avg_sq is null ? null : Keep(max_exp_avg_sq, device);
                }

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer)
                {
                    writer.Write(step);
                    TensorStream.Write(writer, exp_avg);
                    TensorStream.Write(writer, exp_avg_sq);
                    SaveConditionalStateTensor(writer, max_exp_avg_sq);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader)
                {
                    step = reader.ReadInt64();
                    TensorStream.ReadInto(reader, exp_avg);
                    TensorStream.ReadInto(reader, exp_avg_sq);
                    LoadConditionalStateTensor(reader, ref max_exp_avg_sq, _parameter.device);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerState source)
                {
                    var other = (State)source;
                    Dispose();
                    step = other.step;
                    (exp_avg, exp_avg_sq) = (Copy(other.exp_avg, _parameter.device), Copy(other.exp_avg_sq, _parameter.device));
                    max_exp_avg_sq = other.max_exp_avg_sq is null ? null : Copy(other.max_exp_avg_sq, _parameter.device);
                }

                /// <inheritdoc/>
                public override bool ApproximatelyEquals(OptimizerState other) =>
                    other is State state && step == state.step && exp_avg.allclose(state.exp_avg) && exp_avg_sq.allclose(state.exp_avg_sq)
                    && (max_exp_avg_sq is null || (state.max_exp_avg_sq is not null && max_exp_avg_sq.allclose(state.max_exp_avg_sq)));

                /// <summary>Disposes the running means.</summary>
                public void Dispose()
                {
                    exp_avg?.Dispose();
                    exp_avg_sq?.Dispose();
                    max_exp_avg_sq?.Dispose();
                }
            }

            /// <summary>Settings of a group; null means: the optimizer's.</summary>
            public class Options : OptimizerOptions
            {
                /// <summary>Decay of the running mean of gradients.</summary>
                public double? beta1;

                /// <summary>Decay of the running mean of their squares.</summary>
                public double? beta2;

                /// <summary>Share of the learning rate by which weights shrink each step.</summary>
                public double? weight_decay;

                /// <summary>Added to the denominator.</summary>
                public double? eps;

                /// <summary>Whether the denominator never shrinks.</summary>
                public bool? amsgrad;

                /// <summary>Whether to climb instead of descend.</summary>
                public bool? maximize;

                /// <inheritdoc/>
                public override void LoadStateDict(OptimizerOptions source)
                {
                    base.LoadStateDict(source);
                    var other = (Options)source;
                    (beta1, beta2, eps) = (other.beta1, other.beta2, other.eps);
                    (weight_decay, amsgrad, maximize) = (other.weight_decay, other.amsgrad, other.maximize);
                }

                /// <inheritdoc/>
                public override void LoadStateDict(BinaryReader reader)
                {
                    base.LoadStateDict(reader);
                    (beta1, beta2, eps) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
                    (weight_decay, amsgrad, maximize) = (reader.ReadDouble(), reader.ReadBoolean(), reader.ReadBoolean());
                }

                /// <inheritdoc/>
                public override void SaveStateDict(BinaryWriter writer)
                {
                    base.SaveStateDict(writer);
                    writer.Write(beta1!.Value);
                    writer.Write(beta2!.Value);
                    writer.Write(eps!.Value);
                    writer.Write(weight_decay!.Value);
                    writer.Write(amsgrad!.Value);
                    writer.Write(maximize!.Value);
                }
            }

            /// <summary>Parameters with settings of their own.</summary>
            public class ParamGroup : ParamGroup<Options>, optim.IBetas
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

                /// <inheritdoc cref="AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
                public ParamGroup(
                    IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                    double weight_decay = 0, bool amsgrad = false, bool maximize = false)
                    : base(parameters, new Options
                    {
                        LearningRate = lr,
                        beta1 = beta1,
                        beta2 = beta2,
                        eps = eps,
                        weight_decay = weight_decay,
                        amsgrad = amsgrad,
                        maximize = maximize,
                    })
                {
                }

                /// <inheritdoc/>
                public (double, double) Betas
                {
                    get => (Options.beta1!.Value, Options.beta2!.Value);
                    set => (Options.beta1, Options.beta2) = value;
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            /// <inheritdoc cref="Modules.AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Modules.AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static AdamW AdamW(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(item => item.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="Modules.AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static AdamW AdamW(
                IEnumerable<AdamW.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
