using UniMem.Attention.Positions;
using UniMem.Memory;
using UniMem.Memory.Injection;
using UniMem.Memory.Management;
using UniMem.Memory.Reading;
using UniMem.Memory.Writing;
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

public sealed class IndexRecallTests : EvaluationTaskContract<IndexRecallConfig>
{
    protected override MemoryConfig Memory => new()
    {
        Write = new KeyValueWriterConfig(),
        Manage = new FifoConfig { Capacity = 64 },
        Read = new TopKReaderConfig { K = 1, Index = new SlotIndexConfig { Chunk = 8, Lists = 2, Probes = 1 } },
        Inject = new JointInjectorConfig { Positions = new UnrotatedConfig() },
    };

    protected override IndexRecallConfig Create() => new() { Every = 1 };
}
