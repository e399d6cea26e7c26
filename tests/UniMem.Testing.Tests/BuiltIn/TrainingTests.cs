using UniMem.Training.Optimizers;
using UniMem.Training.Schedules;
using UniMem.Training.Tasks;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class AdamWTests : OptimizerContract<AdamWConfig>;

public sealed class ConstantScheduleTests : ScheduleContract<ConstantScheduleConfig>
{
    protected override ConstantScheduleConfig Create() => new() { WarmupSteps = 3 };
}

public sealed class CosineScheduleTests : ScheduleContract<CosineScheduleConfig>;

public sealed class LinearScheduleTests : ScheduleContract<LinearScheduleConfig>
{
    protected override LinearScheduleConfig Create() => new() { WarmupSteps = 5 };
}

public sealed class AccuracyTests : EvaluationTaskContract<AccuracyConfig>;
