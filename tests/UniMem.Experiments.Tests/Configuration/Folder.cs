namespace UniMem.Experiments.Tests.Configuration;

/// <summary>A folder of files that ends with the test.</summary>
public sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unimem-test-");

    /// <summary>The folder's full path.</summary>
    public string Path => _folder.FullName;

    /// <summary>Writes a file and tells its full path.</summary>
    public string Write(string name, string text)
    {
        var file = At(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    /// <summary>The full path of a file here.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);
}
