namespace UniMem.Documentation.Tests.Snippets;

/// <summary>One fenced block of a page.</summary>
/// <param name="Line">Line of its first fence, from 1.</param>
/// <param name="Language">The word after the fence: bash, text, yaml, csharp, ...</param>
/// <param name="Lines">What stands in it.</param>
/// <param name="NotRun">Why it is not run, as the page says above it; empty when it is.</param>
/// <param name="Shrink">Settings that the tests add so that it ends soon, as a hidden comment above it says.</param>
/// <param name="Fails">What it must say when it fails, as it should; empty when it must succeed.</param>
internal sealed record Block(int Line, string Language, IReadOnlyList<string> Lines, string NotRun, string Shrink, string Fails)
{
    /// <summary>The file that the block is, by the comment in its first line; null when it is none.</summary>
    public string? File => Language is "yaml" or "csharp" or "json" or "xml" && Lines is [var first, ..] && first.TrimStart('#', '/', '<', '!', '-', ' ').Split(' ')[0] is var name
        && name.Contains('.', StringComparison.Ordinal) ? name : null;
}
