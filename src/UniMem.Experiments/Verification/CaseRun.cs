using TorchSharp;
using UniMem.Memory;
using UniMem.Models;
using UniMem.Training;

namespace UniMem.Experiments.Verification;

/// <summary>What our model makes of a case: logits, losses, memories, and the gradients of the loss.</summary>
internal sealed class CaseRun
{
    private readonly List<torch.Tensor> _hidden = [];
    private readonly List<torch.Tensor> _logits = [];
    private readonly List<torch.Tensor> _nll = [];
    private readonly List<torch.Tensor> _losses = [];
    private readonly List<MemoryState> _states = [];
    private readonly List<long> _targets = [];

    private CaseRun()
    {
    }

    /// <summary>Mean nats.</summary>
    public torch.Tensor Loss { get; private set; } = torch.zeros(0);

    /// <summary>Segments read.</summary>
    public int Segments => _logits.Count;

    /// <summary>Reads the segments in order and goes back through them.</summary>
    /// <param name="model">With the case's weights.</param>
    /// <param name="segments">At least one.</param>
    /// <param name="initial">What the rows remember at first.</param>
    /// <param name="window">Segments through which gradients go back before memory is cut off.</param>
    /// <param name="mean">What the loss is the mean of.</param>
    public static CaseRun Of(LanguageModel model, IReadOnlyList<CaseSegment> segments, MemoryState initial, int window, LossMean mean)
    {
        var (run, state) = (new CaseRun(), initial);
        for (var s = 0; s < segments.Count; s++)
        {
            var segment = segments[s];
            state = (s > 0 && s % window == 0 ? state.Detach() : state).Forget(segment.StartsDocument);
            (var hidden, state) = model.Encode(segment.Tokens, segment.Positions, state);
            run.Take(hidden, model.Logits(hidden), segment, state);
        }

        run.Loss = mean == LossMean.Tokens
            ? torch.stack([.. run._losses]).sum() / run._targets.Sum()
            : torch.stack([.. Enumerable.Range(0, run.Segments).Select(run.LossOf)]).mean();
        run.Loss.backward();
        return run;
    }

    /// <summary>(B, T, V) of one segment, or (B, N, V) of all; zeros for padding.</summary>
    public torch.Tensor Logits(int? segment) => segment is { } one ? _logits[one] : torch.cat([.. _logits], 1);

    /// <summary>(B, T) of one segment, or (B, N) of all: nats of each target, 0 where there is none.</summary>
    public torch.Tensor Nll(int? segment) => segment is { } one ? _nll[one] : torch.cat([.. _nll], 1);

    /// <summary>Sum of nats over the targets of one segment divided by their number.</summary>
    public torch.Tensor LossOf(int segment) => _losses[segment] / _targets[segment];

    /// <summary>(B, N, E): what went into the head, of all segments up to one.</summary>
    public torch.Tensor HiddenUpTo(int segment) => torch.cat([.. _hidden.Take(segment + 1)], 1);

    /// <summary>Memory after one segment.</summary>
    public MemoryState StateAfter(int segment) => _states[segment];

    private void Take(torch.Tensor hidden, torch.Tensor logits, CaseSegment segment, MemoryState state)
    {
        _hidden.Add(hidden);
        _logits.Add(logits.masked_fill(segment.Positions.lt(0).unsqueeze(-1), 0));
        _nll.Add(Training.Loss.NextToken(logits, segment.Targets));
        _losses.Add(_nll[^1].sum());
        _targets.Add(segment.Targets.ne(Training.Loss.IgnoredTarget).sum().item<long>());
        _states.Add(state);
    }
}
