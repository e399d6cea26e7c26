using UniMem.Attention.Patterns;
using UniMem.Memory.Reading;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class PositionReaderTests : MemoryReaderContract<PositionReaderConfig>
{
    protected override PositionReaderConfig Create() => new() { Pattern = new Window { Size = 5 } };
}

public sealed class TopKReaderTests : MemoryReaderContract<TopKReaderConfig>
{
    protected override TopKReaderConfig Create() => new() { K = 3 };
}

public sealed class UnionReaderTests : MemoryReaderContract<UnionReaderConfig>
{
    private static readonly AttentionPattern Near = new Window { Size = 4 };

    protected override UnionReaderConfig Create() => new()
    {
        Readers = [new PositionReaderConfig { Pattern = Near }, new TopKReaderConfig { K = 2, Among = new Not { Pattern = Near } }],
    };
}
