namespace UniMem.Testing.Tests.Broken;

/// <summary>Ways to spoil a tensor that parts of several kinds share.</summary>
internal static class Spoil
{
    /// <summary>The same numbers with a gradient into something else.</summary>
    public static torch.Tensor Straight(torch.Tensor x, torch.Tensor other) => x + (other - other.detach());

    /// <summary>Random numbers from the global generator are added.</summary>
    public static torch.Tensor Noise(torch.Tensor x) => x + torch.rand(x.shape).to_type(x.dtype);

    /// <summary>The same tensor, which nobody disposes of.</summary>
    public static torch.Tensor Kept(torch.Tensor x) => (x + 0).DetachFromDisposeScope();

    /// <summary>A part that throws for three rows.</summary>
    public static void Pairs(torch.Tensor x)
    {
        if (x.shape[0] == 3)
        {
            throw new InvalidOperationException("three rows cannot be paired");
        }
    }

    /// <summary>A table of 4096 places, which longer documents leave.</summary>
    public static torch.Tensor FromTable(torch.Tensor positions) => torch.ones(4096).index_select(0, positions.clamp_min(0).flatten()).view(positions.shape);

    /// <summary>True at every other call.</summary>
    public static Func<bool> EveryOther()
    {
        var calls = 0;
        return () => ++calls % 2 == 0;
    }
}
