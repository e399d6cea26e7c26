using UniMem.Attention;
using UniMem.Attention.Positions;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_residual")]
public sealed record BrokenResidual : InjectorConfig
{
    public required string Rule { get; init; }

    public override IMemoryInjector Build(BuildContext context) => new Adding(context.Model, new Unrotated(context.Rotary), Parts[Rule](), context.Numerics.Compute);

    /// <summary>What becomes of what was attended to, (B, T, E), given the stream and the one view of memory.</summary>
    internal static IReadOnlyDictionary<string, Func<Func<torch.Tensor, ResidualStream, SharedView, torch.Tensor>>> Parts { get; } =
        new Dictionary<string, Func<Func<torch.Tensor, ResidualStream, SharedView, torch.Tensor>>>
        {
            ["empty-memory-felt"] = () => (x, _, _) => x + 0.1,
            ["future-seen"] = () => (x, stream, _) => x * stream.Hidden.masked_fill(stream.Visible.logical_not().unsqueeze(-1), 0).mean([1], keepdim: true),
            ["forgotten-seen"] = () => (x, _, memory) => x * memory.Values.mean([1, 2, 3]).view(-1, 1, 1),
            ["rows-mixed"] = () => (x, stream, _) => x * stream.Positions.max().clamp_max(1000),
            ["inputs-changed"] = () => (x, stream, _) =>
            {
                stream.Hidden.mul_(1.5);
                return x;
            },
            ["state-kept"] = () =>
            {
                var other = Spoil.EveryOther();
                return (x, _, _) => other() ? x * 2 : x;
            },
            ["nondeterministic"] = () => (x, _, _) => x * torch.rand(1),
            ["tensors-leaked"] = () => (x, _, _) => Spoil.Kept(x),
            ["wrong-shape"] = () => (x, _, _) => x.transpose(1, 2),
            ["wrong-type"] = () => (x, _, _) => x.to_type(torch.ScalarType.Int64),
            ["exception-thrown"] = () => (x, _, _) =>
            {
                Spoil.Pairs(x);
                return x;
            },
            ["not-finite"] = () => (x, _, _) => x.pow(11),
            ["gradient-cut"] = () => (x, _, _) => x.detach(),
            ["gradient-leaked"] = () => (x, stream, _) => Spoil.Straight(x, x * stream.Hidden.sum([1, 2], keepdim: true)),
        };

    private sealed class Adding(
        ModelConfig model, IPositionPolicy positions, Func<torch.Tensor, ResidualStream, SharedView, torch.Tensor> change, torch.ScalarType compute)
        : IResidualInjector
    {
        public IPositionPolicy Positions => positions;

        public IKeyValueProjection? Projection => null;

        public torch.Tensor Queries(ResidualStream stream) =>
            stream.Hidden.view(stream.Hidden.shape[0], stream.Hidden.shape[1], model.Heads, model.HeadWidth).transpose(1, 2).to_type(compute);

        public torch.Tensor Residual(ResidualStream stream, AttentionQuery query, IReadOnlyList<MemoryView> memory)
        {
            var output = AttentionCore.Attend(query, [.. memory.Select(view => new AttentionPart(view, query.Policy))]);
            return change(output.Values.transpose(1, 2).flatten(2, 3).to_type(torch.ScalarType.Float32), stream, (SharedView)memory[0]);
        }

        public double Flops(long queries) => 0;
    }
}
