namespace SamplePlugin.Support;

/// <summary>A dependency that only the plugin has.</summary>
public static class Strides
{
    /// <summary>Slots from one that stays to the next.</summary>
    public static long Of(bool dense) => dense ? 1 : 2;
}
