using System.Text;
using TorchSharp;
using UniMem.Distributed;

namespace UniMem.Training.Processes;

/// <summary>Texts between processes: their length in bytes first, then UTF-8.</summary>
internal static class ProcessMessages
{
    public static void Send(this IProcessGroup processes, string text, int to)
    {
        using var scope = torch.NewDisposeScope();
        var bytes = Encoding.UTF8.GetBytes(text);
        processes.Send(torch.tensor(new[] { (long)bytes.Length }), to);
        processes.Send(torch.tensor(bytes), to);
    }

    public static string ReceiveText(this IProcessGroup processes, int from)
    {
        using var scope = torch.NewDisposeScope();
        var length = torch.zeros(1, torch.ScalarType.Int64);
        processes.Receive(length, from);
        var bytes = torch.zeros(length.ToInt64(), torch.ScalarType.Byte);
        processes.Receive(bytes, from);
        return Encoding.UTF8.GetString(bytes.data<byte>().ToArray());
    }
}
