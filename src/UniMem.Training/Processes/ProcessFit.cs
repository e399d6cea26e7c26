using System.Globalization;
using UniMem.Components;

namespace UniMem.Training.Processes;

/// <summary>Whether processes can divide a batch.</summary>
public static class ProcessFit
{
    /// <summary>Checks it.</summary>
    /// <param name="processes">How many there are.</param>
    /// <param name="batch">Rows of the batch.</param>
    /// <exception cref="ConfigurationException">They are not equal shares.</exception>
    public static void Check(int processes, int batch)
    {
        if (batch % processes != 0)
        {
            var fit = string.Join(", ", Enumerable.Range(1, batch).Where(count => batch % count == 0).Select(count => count.ToString(CultureInfo.InvariantCulture)));
            throw new ConfigurationException("training.batch", string.Create(
                CultureInfo.InvariantCulture,
                $"{batch} rows cannot be divided among {processes} processes in equal shares; take {fit} of them, or another batch."));
        }
    }
}
