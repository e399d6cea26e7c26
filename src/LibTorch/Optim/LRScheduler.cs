namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules of learning rates. They take effect at once: the first rate is set by the constructor.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, step by step.</summary>
            public abstract class LRScheduler
            {
                /// <summary>Calls of <c>step</c>, that of the constructor included.</summary>
                protected int _step_count;

                private readonly bool _verbose;

                /// <summary>A schedule without an optimizer.</summary>
                protected LRScheduler()
                {
                }

                /// <param name="optimizer">Whose rates to set.</param>
                /// <param name="last_epoch">The step before the next; -1 at the start.</param>
                /// <param name="verbose">Whether to print changes.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    Groups = optimizer.ParamGroups.ToList();
                    (LastEpoch, _verbose) = (last_epoch, verbose);
                    BaseRates = Groups.Select(group => group.InitialLearningRate).ToArray();
                    LastRates = Groups.Select(group => group.LearningRate).ToArray();
                }

                internal IReadOnlyList<ILearningRateController> Groups { get; } = [];

                internal double[] BaseRates { get; } = [];

                internal double[] LastRates { get; private protected set; } = [];

                internal int LastEpoch { get; set; } = -1;

                /// <summary>Sets the rates of the next step.</summary>
                public virtual void step() => step(null);

                /// <summary>Sets the rates of the next step, or of a given one.</summary>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    var rates = (epoch.HasValue ? get_closed_form_lr() : get_lr()).ToArray();
                    for (var i = 0; i < Groups.Count; i++)
                    {
                        Groups[i].LearningRate = rates[i];
                        if (_verbose && rates[i] != LastRates[i])
                        {
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        }
                    }

                    LastRates = rates;
                }

                /// <summary>For schedules that follow a quantity; others ignore it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates set last, by group.</summary>
                public IEnumerable<double> get_last_lr() => LastRates;

                /// <summary>The rates of this step from those of the last.</summary>
                protected virtual IEnumerable<double> get_lr() => Groups.Select(group => group.LearningRate);

                /// <summary>The rates of this step from the initial ones.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected IEnumerable<double> Scaled(double factor) =>
                    Groups.Select(group => group.LearningRate * factor).ToArray();
            }
        }
    }
}
