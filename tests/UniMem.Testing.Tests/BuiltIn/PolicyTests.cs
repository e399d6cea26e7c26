using UniMem.Attention.Positions;
using UniMem.Components;

namespace UniMem.Testing.Tests.BuiltIn;

public sealed class TrueDistanceTests : PositionPolicyContract<TrueDistanceConfig>;

public sealed class SegmentOriginTests : PositionPolicyContract<SegmentOriginConfig>;

public sealed class PackedTests : PositionPolicyContract<PackedConfig>;

public sealed class UnrotatedTests : PositionPolicyContract<UnrotatedConfig>;

public sealed class LocalPolicyTests : PositionPolicyContract<LocalPolicyConfig>;

public sealed class ConstantDistanceTests : PositionPolicyContract<ConstantDistanceConfig>
{
    protected override ConstantDistanceConfig Create() => new() { Distance = 7 };
}

public sealed class RelativeSinusoidsTests : PositionPolicyContract<RelativeSinusoidsConfig>
{
    protected override RelativeSinusoidsConfig Create() => new() { Shift = true, ShareBiases = false };
}

public sealed class BucketBiasTests : PositionPolicyContract<BucketBiasConfig>
{
    protected override BucketBiasConfig Create() => new() { Buckets = 8, MaxDistance = 20, Share = false };

    protected override IReadOnlyList<string> AnyNumber => ["scale"];
}

public sealed class PositionsByLayerTests : PositionPolicyContract<PositionsByLayerConfig>
{
    protected override PositionsByLayerConfig Create() => new()
    {
        Choices = [new() { Layers = new LayerSelection("first"), Positions = new PackedConfig() }, new() { Positions = new TrueDistanceConfig() }],
    };
}
