using System.IO.Compression;
using System.Text;
using TorchSharp;
using UniMem.Components;
using UniMem.Experiments.Verification;

namespace UniMem.Oracles.Tests.Verification;

/// <summary>Arrays go to files and come back; what is no such file is refused with the name of the array.</summary>
public sealed class NpzFileTests
{
    private const string Numbers = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";

    private string _file = "";

    [SetUp]
    public void Open() => _file = Path.GetTempFileName();

    [TearDown]
    public void Close() => File.Delete(_file);

    [Test]
    public void Write_EveryTypeAndRank_ReadsTheSame()
    {
        var arrays = new Dictionary<string, torch.Tensor>
        {
            ["w.a"] = torch.arange(6, dtype: torch.ScalarType.Float32).view(2, 3).transpose(0, 1),
            ["b"] = torch.tensor(0.1),
            ["c.d.0"] = torch.arange(24).view(2, 3, 4),
            ["mask"] = torch.tensor(new[] { true, false, true }),
            ["none"] = torch.zeros(0, 5, torch.ScalarType.Float64),
        };
        NpzFile.Write(_file, arrays);

        var read = NpzFile.Read(_file);

        Assert.That(read.Keys, Is.EqualTo(arrays.Keys));
        foreach (var (name, tensor) in arrays)
        {
            Assert.That(read[name].dtype, Is.EqualTo(tensor.dtype), name);
            Assert.That(read[name].shape, Is.EqualTo(tensor.shape), name);
            Assert.That((read[name] == tensor).all().item<bool>(), name);
        }
    }

    [Test]
    public void Read_FortranOrder_TurnsItRound()
    {
        Archive(("a", "{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }", Bytes(0.0, 3.0, 1.0, 4.0, 2.0, 5.0)));

        Assert.That((NpzFile.Read(_file)["a"] == torch.arange(6).view(2, 3)).all().item<bool>());
    }

    [TestCase("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }", 8, "'>f4'")]
    [TestCase("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", 8, "'<c8'")]
    [TestCase("{'descr': '<f4', 'shape': (2,), }", 8, "header")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", 8, "12 bytes")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", 8, "8 are there")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9), }", 8, "overflow")]
    public void Read_ArrayThatCannotBe_SaysWhichAndWhy(string header, int bytes, string why)
    {
        Archive(("w.bad", header, new byte[bytes]));

        Assert.That(() =>
            NpzFile.Read(_file), Throws.TypeOf<ConfigurationException>().With.Message.Contains("w.bad").And.Message.Contains(why));
    }

    [Test]
    public void Read_SameNameTwice_IsRefused()
    {
        Archive(("a", Numbers, new byte[8]), ("a", Numbers, new byte[8]));

        Assert.That(() => NpzFile.Read(_file), Throws.TypeOf<ConfigurationException>().With.Message.Contains("twice"));
    }

    [Test]
    public void Read_NoArchive_IsRefused()
    {
        File.WriteAllText(_file, "not an archive");
        Assert.That(() => NpzFile.Read(_file), Throws.TypeOf<ConfigurationException>());
        Assert.That(() => NpzFile.Read(_file + ".absent"), Throws.TypeOf<ConfigurationException>().With.Message.Contains("no such file"));
    }

    private static byte[] Bytes(params double[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

    private void Archive(params (string Name, string Header, byte[] Numbers)[] arrays)
    {
        using var stream = new FileStream(_file, FileMode.Create);
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create);
        foreach (var (name, header, numbers) in arrays)
        {
            using var entry = archive.CreateEntry(name + ".npy").Open();
            entry.Write(
                [0x93, .. "NUMPY"u8, 1, 0, .. BitConverter.GetBytes((ushort)header.Length), .. Encoding.ASCII.GetBytes(header),
                    .. numbers]);
        }
    }
}
