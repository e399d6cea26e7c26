using TorchSharp;
using TorchSharp.Modules;
using UniMem.Attention;
using UniMem.Attention.Patterns;
using UniMem.Components;
using UniMem.Models;

namespace UniMem.Memory.Injection;

/// <summary>Puts memory into the sequence as tokens: what was read before the segment, and after it tokens to write into.</summary>
/// <remarks>
/// <para>
/// Source: RMT (Bulatov et al. 2022, arXiv:2207.06881, section 3.2). Both blocks begin as the same vectors, the newest memory; inside a block
/// all tokens see each other; text sees the read block and never the write block.
/// </para>
/// <para>
/// A row whose document begins reads and writes learned initial tokens, or (as in the released UniMem code) writes them and reads none; their
/// places stay in the sequence, hidden, so that rows restart independently of each other. Memory tokens do not shift the positions of text.
/// </para>
/// </remarks>
[Component("memory_tokens")]
public sealed record MemoryTokenInjectorConfig : InjectorConfig
{
    /// <summary>Tokens written a segment, R. At least 0, which is no memory at all; capacities count these slots.</summary>
    public required long Tokens { get; init; }

    /// <summary>
    /// Where the tokens stand: <c>inline</c>, the read block right before the segment and the write block right after it; <c>before</c>, both
    /// right before it.
    /// </summary>
    public TokenPlacement Positions { get; init; } = TokenPlacement.Inline;

    /// <summary>What a row whose document begins reads.</summary>
    public InitialTokens Initial { get; init; } = InitialTokens.Learned;

    /// <summary>Whether the tokens of a block see each other in both directions, as in the paper, or causally, as in the UniMem code.</summary>
    public bool Mutual { get; init; } = true;

    /// <inheritdoc/>
    public override IMemoryInjector Build(BuildContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Tokens < 0)
        {
            throw context.At("tokens").Wrong($"{Tokens} is out of range; write how many tokens, or 0 for none.");
        }

        return new MemoryTokenInjector(this, context);
    }
}

/// <summary>Where memory tokens stand among the positions of a document.</summary>
public enum TokenPlacement
{
    /// <summary>Where they are in the sequence: read tokens right before the segment, write tokens right after it.</summary>
    Inline,

    /// <summary>Both blocks right before the segment.</summary>
    Before,
}

/// <summary>What a row whose document begins reads.</summary>
public enum InitialTokens
{
    /// <summary>The learned tokens that it also writes into, as in RMT.</summary>
    Learned,

    /// <summary>Nothing, as in the released UniMem code.</summary>
    None,
}

/// <inheritdoc cref="MemoryTokenInjectorConfig"/>
public sealed class MemoryTokenInjector : torch.nn.Module, IInputInjector
{
    private readonly Parameter initial;
    private readonly MemoryTokenInjectorConfig _config;
    private readonly string _memory;

    /// <param name="config">Tokens, placement and visibility.</param>
    /// <param name="context">Name of the memory, width and seed.</param>
    public MemoryTokenInjector(MemoryTokenInjectorConfig config, BuildContext context)
        : base(nameof(MemoryTokenInjector))
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(context);
        (_config, _memory) = (config, context.Memory);
        initial = Weights.Normal(context, "initial", context.Model.InitialDeviation, config.Tokens, context.Model.Width);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public long AddedTokens(long slots) => TokensBefore(slots) + _config.Tokens;

    /// <inheritdoc/>
    public long TokensBefore(long slots) => Math.Max(slots, _config.Tokens);

    /// <inheritdoc/>
    public ResidualStream Enter(ResidualStream stream, IReadOnlyList<MemoryView> memory)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(memory);
        var (tokens_BME, visible_BM) = Blocks(stream, [.. memory.Cast<SharedView>()]);
        var (read, write) = (tokens_BME.shape[1], _config.Tokens);
        var newest_BRE = tokens_BME.narrow(1, read - write, write);
        return new(
            torch.cat([tokens_BME, stream.Hidden, newest_BRE], 1),
            Places(stream, read, write),
            torch.cat([visible_BM, stream.Visible, torch.ones_like(visible_BM.narrow(1, 0, write))], 1),
            [
                new(StreamSpan.ReadOf(_memory), 0, read, _config.Mutual),
                .. stream.Spans.Select(span => span with { Start = span.Start + read }),
                new(StreamSpan.WriteOf(_memory), read + stream.Hidden.shape[1], write, _config.Mutual),
            ])
        {
            Runs = stream.Runs,
            Extent = stream.Extent?.Select(row => row is { } places ? With(places, stream.Hidden.shape[1], read, write) : (Bounds?)null).ToList(),
        };
    }

    /// <summary>What each row reads: its slots, and initial tokens in place of the newest block where the row holds none.</summary>
    private (torch.Tensor Tokens, torch.Tensor Visible) Blocks(ResidualStream stream, IReadOnlyList<SharedView> memory)
    {
        var rows = stream.Hidden.shape[0];
        var learned_BRE = initial.unsqueeze(0).expand(rows, -1, -1);
        var shown_BR = torch.full([rows, _config.Tokens], _config.Initial == InitialTokens.Learned, torch.ScalarType.Bool, stream.Hidden.device);
        if (memory.Count == 0)
        {
            return (learned_BRE, shown_BR);
        }

        var held_BME = torch.cat([.. memory.Select(view => view.Keys.squeeze(1))], 1);
        var valid_BM = torch.cat([.. memory.Select(view => view.Visible.squeeze(1).any(1).expand(rows, -1))], 1);
        var (slots, missing) = (held_BME.shape[1], Math.Max(0, _config.Tokens - held_BME.shape[1]));
        var padded_BME = torch.cat([learned_BRE.narrow(1, 0, missing), held_BME], 1);
        var held_BM = torch.cat([torch.zeros_like(shown_BR.narrow(1, 0, missing)), valid_BM], 1);
        var older = slots + missing - _config.Tokens;
        var newest_BRE = torch.where(
            held_BM.narrow(1, older, _config.Tokens).unsqueeze(-1), padded_BME.narrow(1, older, _config.Tokens), learned_BRE);
        return (
            torch.cat([padded_BME.narrow(1, 0, older), newest_BRE], 1),
            torch.cat([held_BM.narrow(1, 0, older), shown_BR.logical_or(held_BM.narrow(1, older, _config.Tokens))], 1));
    }

    private Bounds With(Bounds places, long length, long read, long write) => new(
        places.Least - read, _config.Positions == TokenPlacement.Inline ? places.Least + length + write - 1 : places.Greatest);

    private torch.Tensor Places(ResidualStream stream, long read, long write)
    {
        var first_B1 = stream.Positions.narrow(1, 0, 1);
        var inStream_1M = torch.arange(read + stream.Hidden.shape[1] + write, device: first_B1.device).unsqueeze(0) - read;
        var after_BR = _config.Positions == TokenPlacement.Inline
            ? first_B1 + inStream_1M.narrow(1, read + stream.Hidden.shape[1], write)
            : first_B1 + inStream_1M.narrow(1, read - write, write);
        return torch.cat([first_B1 + inStream_1M.narrow(1, 0, read), stream.Positions, after_BR], 1);
    }
}
