using UniMem.Attention.Patterns;
using UniMem.Components;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class CausalTests : AttentionPatternContract<Causal>;

public sealed class EverythingTests : AttentionPatternContract<Everything>;

public sealed class FromTextTests : AttentionPatternContract<FromText>;

public sealed class OldestTests : AttentionPatternContract<Oldest>;

public sealed class SinkTests : AttentionPatternContract<Sink>;

public sealed class WindowTests : AttentionPatternContract<Window>
{
    protected override Window Create() => new() { Size = 5, Dilation = 2 };
}

public sealed class NotTests : AttentionPatternContract<Not>
{
    protected override Not Create() => new() { Pattern = new Window { Size = 3 } };
}

public sealed class AllOfTests : AttentionPatternContract<AllOf>
{
    protected override AllOf Create() => new() { Patterns = [new Causal(), new FromText()] };
}

public sealed class AnyOfTests : AttentionPatternContract<AnyOf>
{
    protected override AnyOf Create() => new() { Patterns = [new Window { Size = 3 }, new Sink()] };
}

public sealed class SplitHeadsTests : AttentionPatternContract<SplitHeads>
{
    protected override SplitHeads Create() => new() { Pattern = new Window { Size = 6, Dilation = 2 }, Others = new Window { Size = 3 } };
}

public sealed class ByLayerTests : AttentionPatternContract<ByLayer>
{
    protected override ByLayer Create() => new()
    {
        Choices = [new() { Layers = new LayerSelection("first"), Pattern = new Causal() }, new() { Pattern = new Window { Size = 3 } }],
    };
}
