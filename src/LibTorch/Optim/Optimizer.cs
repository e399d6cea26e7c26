using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and schedules of learning rates.</summary>
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>Groups of parameters with settings of their own.</summary>
            protected IList<ParamGroup> _parameter_groups = [];

            private protected Optimizer()
            {
            }

            /// <summary>Groups of parameters with settings of their own.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Makes one step. This base only runs the closure; every optimizer says what a step is.</summary>
            /// <param name="closure">Computes the loss and its gradients first, if given.</param>
            /// <returns>What the closure returned, or null.</returns>
            public virtual Tensor? step(Func<Tensor>? closure = null) => closure?.Invoke();

            /// <summary>Fills all gradients with zeros.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var grad = parameter.grad;
                    grad?.zero_();
                }
            }

            /// <summary>The parameters of all groups.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>Adds a group; settings that it leaves open are those given to the constructor.</summary>
            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            /// <summary>Disposes the optimizer's own tensors, not the parameters.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <param name="disposing">False from a finalizer, where nothing is to be done: tensors have their own.</param>
            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>An optimizer's settings and state, in the order of groups and parameters. Not a copy.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>Settings by group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>State by parameter.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, where its parameters' states stand in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        /// <summary>Something whose learning rate a schedule can set.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that schedules start from.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>Something with a momentum.</summary>
        public interface IMomentum
        {
            /// <summary>Share of the last step that is kept, 0 to 1.</summary>
            double Momentum { get; set; }
        }

        /// <summary>Something with Adam's two decay rates.</summary>
        public interface IBetas
        {
            /// <summary>Decay of the running mean and of the running mean of squares, 0 to 1.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
