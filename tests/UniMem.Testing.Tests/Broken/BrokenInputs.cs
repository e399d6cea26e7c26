using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Memory.Injection;

namespace UniMem.Testing.Tests.Broken;

[Component("broken_input")]
public sealed record BrokenInput : InjectorConfig
{
    public required string Rule { get; init; }

    public override IMemoryInjector Build(BuildContext context) => new Entering(new MemoryTokenInjectorConfig { Tokens = 2 }, context, Parts[Rule](), Rule);

    /// <summary>What becomes of the stream, (B, T, E), given what it was before and the slots read, (B, M, E), if any.</summary>
    internal static IReadOnlyDictionary<string, Func<Func<ResidualStream, ResidualStream, SharedView?, ResidualStream>>> Parts { get; } =
        new Dictionary<string, Func<Func<ResidualStream, ResidualStream, SharedView?, ResidualStream>>>
        {
            ["text-changed"] = () => (after, _, _) => after with { Positions = after.Positions + 2 },
            ["tokens-miscounted"] = () => (after, _, _) => after,
            ["future-seen"] = () => (after, before, _) =>
                Tokens(after, x => x + before.Hidden.masked_fill(before.Visible.logical_not().unsqueeze(-1), 0).mean([1], keepdim: true)),
            ["forgotten-seen"] = () => (after, _, memory) => memory is null ? after : Tokens(after, x => x + memory.Keys.squeeze(1).mean([1], keepdim: true)),
            ["rows-mixed"] = () => (after, before, _) => Tokens(after, x => x + before.Positions.max().clamp_max(1000)),
            ["inputs-changed"] = () => (after, before, _) =>
            {
                before.Hidden.mul_(1.5);
                return after with { Hidden = torch.cat([after.HiddenOf("memory.read"), before.Hidden, after.HiddenOf("memory.write")], 1) };
            },
            ["state-kept"] = () =>
            {
                var other = Spoil.EveryOther();
                return (after, _, _) => other() ? Tokens(after, x => x + 1) : after;
            },
            ["nondeterministic"] = () => (after, _, _) => Tokens(after, Spoil.Noise),
            ["tensors-leaked"] = () => (after, _, _) => after with { Positions = Spoil.Kept(after.Positions) },
            ["wrong-shape"] = () => (after, _, _) => after with { Visible = after.Visible.narrow(1, 1, after.Visible.shape[1] - 1) },
            ["wrong-type"] = () => (after, _, _) => after with { Positions = after.Positions.to_type(torch.ScalarType.Int32) },
            ["exception-thrown"] = () => (after, _, _) =>
            {
                Spoil.Pairs(after.Hidden);
                return after;
            },
            ["not-finite"] = () => (after, _, _) => Tokens(after, x => x.pow(10)),
            ["gradient-cut"] = () => (after, _, _) => after with { Hidden = after.Hidden.detach() },
            ["gradient-leaked"] = () => (after, before, _) => Tokens(after, x => Spoil.Straight(x, before.Hidden.sum([1, 2], keepdim: true))),
        };

    /// <summary>The stream with other read tokens.</summary>
    private static ResidualStream Tokens(ResidualStream after, Func<torch.Tensor, torch.Tensor> change)
    {
        var read = after.Span("memory.read");
        return after with { Hidden = torch.cat([change(after.HiddenOf(read.Name)), after.Hidden.narrow(1, read.Length, after.Hidden.shape[1] - read.Length)], 1) };
    }

    private sealed class Entering(
        MemoryTokenInjectorConfig config, BuildContext context, Func<ResidualStream, ResidualStream, SharedView?, ResidualStream> change, string rule)
        : IInputInjector
    {
        private readonly IInputInjector _exact = context.Layer is null ? (IInputInjector)config.Build(context) : throw context.Wrong("it is for the output.");

        public long AddedTokens(long slots) => _exact.AddedTokens(slots) + (rule == "tokens-miscounted" ? 1 : 0);

        public long TokensBefore(long slots) => _exact.TokensBefore(slots);

        public ResidualStream Enter(ResidualStream stream, IReadOnlyList<MemoryView> memory) =>
            change(_exact.Enter(stream, memory), stream, (SharedView?)memory.FirstOrDefault());
    }
}
