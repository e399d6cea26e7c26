namespace UniMem.Documentation.Tests;

/// <summary>Each YAML file names its schema in its first line, where editors look for it.</summary>
public sealed class HeaderTests
{
    private const string Start = "# yaml-language-server: $schema=";

    [TestCaseSource(typeof(YamlFiles), nameof(YamlFiles.All))]
    public void FirstLine_OfEachFile_NamesTheSchemaOfItsKind(string file)
    {
        var schema = Repository.At($"{(file.StartsWith("samples/", StringComparison.Ordinal) ? "samples/" : "")}schemas/{YamlFiles.KindOf(file).ToString().ToLowerInvariant()}.json");
        var named = Path.GetRelativePath(Path.GetDirectoryName(Repository.At(file))!, schema);
        Assert.That(File.ReadLines(Repository.At(file)).First(), Is.EqualTo(Start + named), "write this as the first line");
    }
}
