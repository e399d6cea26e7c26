using System.Collections.Immutable;
using System.Text.Json;
using TorchSharp;
using UniMem.Distributed;
using UniMem.Memory;
using UniMem.Training.Processes;

namespace UniMem.Training.Checkpoints;

/// <summary>What the rows of all processes remember between two steps, as process 0 writes it.</summary>
internal sealed class MemoryShares : IDisposable
{
    private sealed record Part(string Name, torch.ScalarType Type, long[] Shape);

    private sealed record Contents(IReadOnlyList<Part> Parts, IReadOnlyDictionary<string, string> Texts);

    private MemoryShares(long step, IReadOnlyList<MemoryState> all) => (Step, All) = (step, all);

    /// <summary>The step after which it was so.</summary>
    public long Step { get; }

    /// <summary>In process 0 the share of each process, in order, the first the trainer's own; elsewhere none.</summary>
    public IReadOnlyList<MemoryState> All { get; }

    /// <summary>Brings the shares to process 0; all processes call it.</summary>
    public static MemoryShares Gather(IProcessGroup processes, long step, MemoryState own)
    {
        if (processes.Rank == 0)
        {
            return new(step, [own, .. Enumerable.Range(1, processes.Size - 1).Select(from => Receive(processes, from))]);
        }

        Send(processes, own);
        return new(step, []);
    }

    /// <summary>Frees what came from other processes.</summary>
    public void Dispose()
    {
        foreach (var share in All.Skip(1))
        {
            share.Dispose();
        }
    }

    private static void Send(IProcessGroup processes, MemoryState own)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var (tensors, texts) = (new List<(string Name, torch.Tensor Value)>(), new Dictionary<string, string>());
        MemoryTensors.Flatten(own, "", tensors, texts);
        processes.Send(JsonSerializer.Serialize(new Contents([.. tensors.Select(t => new Part(t.Name, t.Value.dtype, t.Value.shape))], texts)), 0);
        foreach (var (_, tensor) in tensors)
        {
            processes.Send(tensor.cpu(), 0);
        }
    }

    private static MemoryState Receive(IProcessGroup processes, int from)
    {
        using var scope = torch.NewDisposeScope();
        using var _ = torch.no_grad();
        var contents = JsonSerializer.Deserialize<Contents>(processes.ReceiveText(from))!;
        var tensors = ImmutableDictionary.CreateBuilder<string, torch.Tensor>();
        foreach (var part in contents.Parts)
        {
            var tensor = torch.zeros(part.Shape, part.Type);
            processes.Receive(tensor, from);
            tensors.Add(part.Name, tensor);
        }

        return MemoryTensors.Restore(tensors.ToImmutable(), contents.Texts.ToImmutableDictionary(), torch.CPU).CarryOver();
    }
}
