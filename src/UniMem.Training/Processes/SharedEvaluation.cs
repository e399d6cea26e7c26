using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;
using UniMem.Distributed;

namespace UniMem.Training.Processes;

/// <summary>An evaluation whose documents several processes divide: each reads its own, and process 0 gets what all have found.</summary>
internal static class SharedEvaluation
{
    private static readonly JsonSerializerOptions Format = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Evaluates in all of them, or is cancelled in all of them.</summary>
    public static EvaluationResult Run(IProcessGroup processes, Func<EvaluationResult> evaluate, CancellationToken cancellation)
    {
        if (processes.Size == 1)
        {
            return evaluate();
        }

        EvaluationResult? own = null;
        try
        {
            own = evaluate();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The others are told below.
        }

        return Cancelled(processes, own is null) ? throw new OperationCanceledException(cancellation) : Gather(processes, own!);
    }

    private static bool Cancelled(IProcessGroup processes, bool here)
    {
        using var scope = torch.NewDisposeScope();
        var count = torch.tensor(new[] { here ? 1.0f : 0.0f });
        processes.Sum(count);
        return count.ToSingle() > 0;
    }

    private static EvaluationResult Gather(IProcessGroup processes, EvaluationResult own)
    {
        if (processes.Rank > 0)
        {
            processes.Send(JsonSerializer.Serialize(own with { Measures = [] }, Format), 0);
            return own;
        }

        var all = Enumerable.Range(1, processes.Size - 1)
            .Select(other => JsonSerializer.Deserialize<EvaluationResult>(processes.ReceiveText(other), Format)!).Prepend(own).ToList();
        return own with
        {
            Rows = [.. all.SelectMany(part => part.Rows).OrderBy(row => row.Document).ThenBy(row => row.BinStart)],
            Seconds = all.Max(part => part.Seconds),
            TokensRead = all.Sum(part => part.TokensRead),
        };
    }
}
