using System.Text;
using TorchSharp;
using UniMem.Components;
using UniMem.Training.Checkpoints;

namespace UniMem.Training.Tests;

[NoLeakedTensors]
public sealed class TensorFileTests
{
    private string _file = "";

    [SetUp]
    public void SetUp() => _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "x.safetensors");

    [TearDown]
    public void TearDown()
    {
        if (Directory.Exists(Path.GetDirectoryName(_file)))
        {
            Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);
        }
    }

    [Test]
    public void Read_OfWhatWasWritten_GivesTypesShapesAndBits()
    {
        using var scope = torch.NewDisposeScope();
        (string, torch.Tensor)[] tensors =
        [
            ("float", torch.tensor(new float[,] { { 1, 2, 3 }, { 4, 5, float.NaN } }).t()),
            ("half", torch.tensor(new float[] { 0.1f, -3 }).to(torch.ScalarType.BFloat16)),
            ("long", torch.tensor(new long[] { long.MinValue, 7 })),
            ("bool", torch.tensor(new[] { true, false, true })),
            ("scalar", torch.tensor(3.25)),
            ("empty", torch.zeros(2, 0, torch.ScalarType.Float32)),
        ];

        TensorFile.Write(_file, tensors, new Dictionary<string, string> { ["note"] = "caf\u00e9 \"x\"" });
        using var read = TensorFile.Read(_file);

        Assert.That(read.Verified, Is.True);
        Assert.That(read.Texts, Is.EquivalentTo(new Dictionary<string, string> { ["note"] = "caf\u00e9 \"x\"" }));
        foreach (var (name, value) in tensors)
        {
            var back = read.Tensors[name];
            Assert.That(back.dtype, Is.EqualTo(value.dtype), name);
            Assert.That(back.shape, Is.EqualTo(value.shape), name);
            Assert.That(back.bytes.ToArray(), Is.EqualTo(value.contiguous().bytes.ToArray()), name);
        }
    }

    [Test]
    public void Read_AfterAnyOneByteChanged_RefusesOrDoesNotVouchForIt()
    {
        WriteSmall(1);
        var bytes = File.ReadAllBytes(_file);
        for (var place = 0; place < bytes.Length; place += 3)
        {
            var changed = bytes.ToArray();
            changed[place] ^= 0x11;
            File.WriteAllBytes(_file, changed);
            Assert.That(VouchedFor(), Is.False, $"byte {place}");
        }
    }

    [Test]
    public void Read_OfAFileCutShort_Refuses([Values(0, 5, 8, 60, -1)] int length)
    {
        WriteSmall(1);
        var bytes = File.ReadAllBytes(_file);
        File.WriteAllBytes(_file, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Assert.That(
            () => TensorFile.Read(_file),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains(_file).And.Message.Contains("begins again"));
    }

    [Test]
    public void Read_OfATextFile_Refuses()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        File.WriteAllText(_file, "This is no checkpoint, it is a letter to a friend.", Encoding.UTF8);
        Assert.That(() => TensorFile.Read(_file), Throws.TypeOf<ConfigurationException>().With.Message.Contains(_file));
    }

    [Test]
    public void Read_OfNoFile_Refuses() =>
        Assert.That(() => TensorFile.Read(_file), Throws.TypeOf<ConfigurationException>().With.Message.Contains("no such file"));

    [Test]
    public void Write_ThatFails_LeavesTheOldFileWhole()
    {
        WriteSmall(1);
        var before = File.ReadAllBytes(_file);
        var unsupported = torch.zeros(2, torch.ScalarType.ComplexFloat64);
        try
        {
            Assert.That(() => TensorFile.Write(_file, [("bad", unsupported)], new Dictionary<string, string>()), Throws.Exception);
        }
        finally
        {
            unsupported.Dispose();
        }

        Assert.That(File.ReadAllBytes(_file), Is.EqualTo(before));
    }

    [Test]
    public void Read_WithoutChecksum_AcceptsFilesOfOtherPrograms()
    {
        const string header = """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
        byte[] oneAndTwo = [0, 0, 128, 63, 0, 0, 0, 64];
        File.WriteAllBytes(_file, [.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header), .. oneAndTwo]);
        using var read = TensorFile.Read(_file);
        Assert.That(read.Tensors["x"].data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2 }));
    }

    private bool VouchedFor()
    {
        try
        {
            using var file = TensorFile.Read(_file);
            return file.Verified;
        }
        catch (ConfigurationException refusal)
        {
            Assert.That(refusal.Message, Does.Contain(_file));
            return false;
        }
    }

    private void WriteSmall(float value)
    {
        using var scope = torch.NewDisposeScope();
        TensorFile.Write(_file, [("weights/a", torch.full([4, 3], value))], new Dictionary<string, string> { ["step"] = "12" });
    }
}
