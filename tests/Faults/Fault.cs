namespace UniMem.Faults;

/// <summary>One line made wrong, and the test that must notice.</summary>
/// <param name="Name">What is wrong then.</param>
/// <param name="File">The file, below <c>src</c>.</param>
/// <param name="Right">The line as it is, or as much of it as no other line of the file has.</param>
/// <param name="Wrong">The same made wrong.</param>
/// <param name="Tests">Folder of the project with the test, below <c>tests</c>.</param>
/// <param name="Test">Part of the test's full name.</param>
public sealed record Fault(string Name, string File, string Right, string Wrong, string Tests, string Test)
{
    /// <summary>The project whose assembly changes.</summary>
    internal string Project => File.Split('/')[0];

    /// <summary>Whether it lies in the C++ of the project rather than in its C#.</summary>
    internal bool IsNative => !File.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>The file's full path.</summary>
    internal string Path => Build.At("src", File);

    /// <summary>The file with the line changed.</summary>
    internal string Applied()
    {
        Assert.That(System.IO.File.Exists(Path), $"'{Name}': there is no file src/{File} any more; mend the table of faults.");
        var text = System.IO.File.ReadAllText(Path);
        var times = text.Split(Right).Length - 1;
        Assert.That(times, Is.EqualTo(1), $"'{Name}': src/{File} has this {times} times, not once; mend the table of faults:\n{Right}");
        return text.Replace(Right, Wrong, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
