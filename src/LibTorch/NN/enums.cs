namespace TorchSharp;

/// <summary>What stands beyond the borders of a padded tensor.</summary>
public enum PaddingModes
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The elements next to the border, mirrored at it.</summary>
    Reflect = 1,

    /// <summary>The element at the border.</summary>
    Replicate = 2,

    /// <summary>The other end.</summary>
    Circular = 3,

    /// <summary>One given value.</summary>
    Constant = 4,
}

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>How the losses of elements become one number. The numbers are libtorch's.</summary>
        public enum Reduction : long
        {
            /// <summary>They don't.</summary>
            None = 0,

            /// <summary>Their mean.</summary>
            Mean = 1,

            /// <summary>Their sum.</summary>
            Sum = 2,
        }
    }
}
