using System.Runtime.InteropServices;

namespace UniMem.Native;

internal static unsafe partial class NativeLibrary
{
    /// <exception cref="ExternalException">A profile is at work already.</exception>
    public static void BeginStages(int count, int rest, bool processor) => Check(unimem_stages_begin(count, rest, processor ? 1 : 0));

    /// <summary>From here on the caller is in another stage.</summary>
    public static void EnterStage(int stage) => unimem_stages_enter(stage);

    /// <summary>Ends the profile: seconds of each stage forward and backward.</summary>
    public static (double[] Forward, double[] Backward) EndStages(int count)
    {
        var (forward, backward) = (new double[count], new double[count]);
        fixed (double* to = forward, from = backward)
        {
            Check(unimem_stages_end(to, from));
        }

        return (forward, backward);
    }

    [LibraryImport(Library)]
    private static partial int unimem_stages_begin(int count, int rest, int processor);

    [LibraryImport(Library)]
    private static partial void unimem_stages_enter(int stage);

    [LibraryImport(Library)]
    private static partial int unimem_stages_end(double* forward, double* backward);
}
