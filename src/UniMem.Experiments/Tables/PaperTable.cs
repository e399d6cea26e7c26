namespace UniMem.Experiments.Tables;

/// <summary>A table for people: the same for Markdown and for LaTeX.</summary>
public sealed record PaperTable
{
    /// <summary>A name that other text refers to it by, such as <c>memory-length</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What the columns hold; the first one names the rows.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The rows, each with as many cells as there are columns.</summary>
    public required IReadOnlyList<IReadOnlyList<PaperCell>> Rows { get; init; }

    /// <summary>What is shown, and how the numbers were made; sentences.</summary>
    public string Caption { get; init; } = "";

    /// <summary>What must be known of single rows; a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A cell of a table for people.</summary>
/// <param name="Text">Its text; may hold minus and plus-minus signs, dashes and Greek letters of Unicode.</param>
/// <param name="IsBold">Whether it stands out.</param>
public readonly record struct PaperCell(string Text, bool IsBold = false)
{
    /// <summary>A plain cell.</summary>
    public static implicit operator PaperCell(string text) => new(text);
}
