using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace UniMem.Experiments.Tests.Plugins;

/// <summary>Plugins as an author may build them by mistake: copies of good ones in which some bytes are others.</summary>
internal static class PluginFile
{
    /// <summary>A plugin as the build left it.</summary>
    public static string Built(string name) => Repository.Built(name);

    /// <summary>A copy that says it was built against another version of an assembly.</summary>
    public static string AgainstVersion(string plugin, string reference, ushort major, string copy)
    {
        var bytes = File.ReadAllBytes(plugin);
        using (var file = new PEReader(new MemoryStream(bytes)))
        {
            var reader = file.GetMetadataReader();
            var row = reader.AssemblyReferences.Single(handle => reader.GetString(reader.GetAssemblyReference(handle).Name) == reference);
            var start = file.PEHeaders.MetadataStartOffset + reader.GetTableMetadataOffset(TableIndex.AssemblyRef)
                + ((MetadataTokens.GetRowNumber(row) - 1) * reader.GetTableRowSize(TableIndex.AssemblyRef));
            BitConverter.TryWriteBytes(bytes.AsSpan(start), major);
        }

        File.WriteAllBytes(copy, bytes);
        return copy;
    }

    /// <summary>A copy in which a name of the metadata is another of the same length.</summary>
    public static string Renamed(string plugin, string name, string other, string copy)
    {
        var bytes = File.ReadAllBytes(plugin);
        var (wanted, at) = (Encoding.UTF8.GetBytes(name), -1);
        Assert.That(other, Has.Length.EqualTo(name.Length));
        while (bytes.AsSpan(at + 1).IndexOf(wanted) is >= 0 and var next)
        {
            at += next + 1;
            Encoding.UTF8.GetBytes(other).CopyTo(bytes, at);
        }

        Assert.That(at, Is.Not.Negative, $"{plugin} does not hold '{name}'");
        File.WriteAllBytes(copy, bytes);
        return copy;
    }
}
