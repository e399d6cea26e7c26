using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The initial rates times a function of the step.</summary>
            public static LRScheduler LambdaLR(
                Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>Half a cosine from the initial rates to a smallest.</summary>
            /// <param name="optimizer">Whose rates to set.</param>
            /// <param name="T_max">Steps down.</param>
            /// <param name="eta_min">The smallest rate.</param>
            /// <param name="last_epoch">The step before the next; -1 at the start.</param>
            /// <param name="verbose">Whether to print changes.</param>
            public static LRScheduler CosineAnnealingLR(
                Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            /// <summary>The initial rates times a factor until a step, then themselves.</summary>
            public static LRScheduler ConstantLR(
                Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);

            /// <summary>The initial rates times a factor that goes from one number to another in a straight line.</summary>
            public static LRScheduler LinearLR(
                Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1,
                bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            /// <summary>One schedule after the other.</summary>
            /// <param name="optimizer">Whose rates to set.</param>
            /// <param name="schedulers">The schedules, of the same optimizer.</param>
            /// <param name="milestones">The steps at which the next one begins: one less than schedules.</param>
            /// <param name="last_epoch">The step before the next; -1 at the start.</param>
            public static LRScheduler SequentialLR(
                Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            /// <summary>The schedules' classes.</summary>
            public static partial class impl
            {
                /// <summary>The initial rates times a function of the step.</summary>
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double>[] _factors;

                    /// <param name="optimizer">Whose rates to set.</param>
                    /// <param name="lr_lambda">The factor of a step.</param>
                    /// <param name="last_epoch">The step before the next; -1 at the start.</param>
                    /// <param name="verbose">Whether to print changes.</param>
                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    /// <inheritdoc cref="LambdaLR(Optimizer, Func{int, double}, int, bool)"/>
                    public LambdaLR(
                        Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factors = lr_lambdas.ToArray();
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() => BaseRates.Select((rate, i) => rate * _factors[i](LastEpoch));
                }

                /// <summary>Half a cosine from the initial rates to a smallest.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _length;
                    private readonly double _smallest;

                    /// <inheritdoc cref="lr_scheduler.CosineAnnealingLR"/>
                    public CosineAnnealingLR(
                        Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_length, _smallest) = (T_max, eta_min);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                        {
                            return base.get_lr();
                        }

                        if ((LastEpoch - 1 - _length) % (2 * _length) == 0)
                        {
                            return Groups.Select((group, i) =>
                                group.LearningRate + ((BaseRates[i] - _smallest) * (1 - Math.Cos(Math.PI / _length)) / 2));
                        }

                        var factor = (1 + Math.Cos(Math.PI * LastEpoch / _length)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / _length));
                        return Groups.Select(group => (factor * (group.LearningRate - _smallest)) + _smallest);
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => _smallest + ((rate - _smallest) * (1 + Math.Cos(Math.PI * LastEpoch / _length)) / 2));
                }

                /// <summary>The initial rates times a factor until a step, then themselves.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _length;

                    /// <inheritdoc cref="lr_scheduler.ConstantLR"/>
                    public ConstantLR(
                        Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_factor, _length) = (factor, total_iters);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? Scaled(_factor) : LastEpoch == _length ? Scaled(1 / _factor) : base.get_lr();

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => LastEpoch >= _length ? rate : rate * _factor);
                }

                /// <summary>The initial rates times a factor that goes from one number to another in a straight line.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start;
                    private readonly double _end;
                    private readonly int _length;

                    /// <inheritdoc cref="lr_scheduler.LinearLR"/>
                    public LinearLR(
                        Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_start, _end, _length) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? Scaled(_start)
                        : LastEpoch > _length ? base.get_lr()
                        : Scaled(1 + ((_end - _start) / ((_length * _start) + ((LastEpoch - 1) * (_end - _start)))));

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_closed_form_lr() =>
                        BaseRates.Select(rate => rate * (_start + ((_end - _start) * Math.Min(_length, LastEpoch) / _length)));
                }

                /// <summary>One schedule after the other.</summary>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;
                    private readonly int[] _milestones;

                    /// <inheritdoc cref="lr_scheduler.SequentialLR"/>
                    /// <exception cref="ArgumentException">The numbers of schedules and milestones do not fit, or a schedule is another
                    /// optimizer's.</exception>
                    public SequentialLR(
                        Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                        : base(optimizer, last_epoch + 1)
                    {
                        (_schedulers, _milestones) = (schedulers.ToArray(), milestones.ToArray());
                        if (_schedulers.Any(scheduler => !scheduler.Groups.SequenceEqual(Groups)))
                        {
                            throw new ArgumentException("All schedules of a sequence must be bound to its optimizer.", nameof(schedulers));
                        }

                        if (_milestones.Length != _schedulers.Length - 1)
                        {
                            throw new ArgumentException(
                                $"{_schedulers.Length} schedules take {_schedulers.Length - 1} milestones, not {_milestones.Length}.",
                                nameof(milestones));
                        }

                        // Each schedule has made its first step on being built: that of the first one is repeated, the others' are undone.
                        foreach (var group in Groups)
                        {
                            group.LearningRate = group.InitialLearningRate;
                        }

                        foreach (var scheduler in _schedulers)
                        {
                            scheduler.LastEpoch--;
                        }

                        _schedulers[0].step();
                        LastRates = _schedulers[0].LastRates;
                    }

                    /// <inheritdoc/>
                    protected override IEnumerable<double> get_lr()
                    {
                        var index = _milestones.Count(milestone => milestone <= LastEpoch);
                        if (index > 0 && _milestones[index - 1] == LastEpoch)
                        {
                            _schedulers[index].step(0);
                        }
                        else
                        {
                            _schedulers[index].step();
                        }

                        return base.get_lr();
                    }
                }
            }
        }
    }
}
