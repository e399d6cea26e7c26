using UniMem.Memory.Writing;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class KeyValueWriterTests : MemoryWriterContract<KeyValueWriterConfig>;

public sealed class HiddenWriterTests : MemoryWriterContract<HiddenWriterConfig>;

public sealed class WholeSequenceWriterTests : MemoryWriterContract<HiddenWriterConfig>
{
    protected override HiddenWriterConfig Create() => new() { WholeSequence = true };
}

public sealed class MemoryTokenWriterTests : MemoryWriterContract<MemoryTokenWriterConfig>;

public sealed class EvictedWriterTests : MemoryWriterContract<EvictedWriterConfig>
{
    protected override EvictedWriterConfig Create() => new() { From = "recent" };
}
