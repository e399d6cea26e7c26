using UniMem.Memory;

namespace UniMem.Testing.Tests.Broken;

// The contract of each kind for a broken part. Generic, so that NUnit does not take them for tests of this project.

public sealed class ManagerOf<T> : MemoryManagerContract<T>
    where T : ManagerConfig;

public sealed class BrokenReaderOf<T>(string rule) : MemoryReaderContract<BrokenReader>
{
    protected override BrokenReader Create() => new() { Rule = rule };
}

public sealed class BrokenWriterOf<T>(string rule) : MemoryWriterContract<BrokenWriter>
{
    protected override BrokenWriter Create() => new() { Rule = rule };
}

public sealed class BrokenPatternOf<T>(string rule) : AttentionPatternContract<BrokenPattern>
{
    protected override BrokenPattern Create() => new() { Rule = rule };
}

public sealed class BrokenPolicyOf<T>(string rule) : PositionPolicyContract<BrokenPolicy>
{
    protected override BrokenPolicy Create() => new() { Rule = rule };
}

public sealed class BrokenJointOf<T>(string rule) : JointInjectorContract<BrokenJoint>
{
    protected override BrokenJoint Create() => new() { Rule = rule };
}

public sealed class BrokenGateOf<T>(string rule) : GatedInjectorContract<BrokenGate>
{
    protected override BrokenGate Create() => new() { Rule = rule };
}

public sealed class BrokenResidualOf<T>(string rule) : ResidualInjectorContract<BrokenResidual>
{
    protected override BrokenResidual Create() => new() { Rule = rule };
}

public sealed class BrokenInputOf<T>(string rule) : InputInjectorContract<BrokenInput>
{
    protected override BrokenInput Create() => new() { Rule = rule };
}

public sealed class BrokenOptimizerOf<T>(string rule) : OptimizerContract<BrokenOptimizer>
{
    protected override BrokenOptimizer Create() => new() { Rule = rule };
}

public sealed class BrokenScheduleOf<T>(string rule) : ScheduleContract<BrokenSchedule>
{
    protected override BrokenSchedule Create() => new() { Rule = rule };
}

public sealed class BrokenCorpusOf<T>(string rule) : CorpusContract<BrokenCorpus>
{
    protected override BrokenCorpus Create() => new() { Rule = rule };
}

public sealed class BrokenTokenizerOf<T>(string rule) : TokenizerContract<BrokenTokenizer>
{
    protected override BrokenTokenizer Create() => new() { Rule = rule };
}

public sealed class BrokenTaskOf<T>(string rule) : EvaluationTaskContract<BrokenTask>
{
    protected override BrokenTask Create() => new() { Rule = rule };
}
