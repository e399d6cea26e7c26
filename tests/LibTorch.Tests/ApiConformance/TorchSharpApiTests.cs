using TorchSharp;

namespace LibTorch.Tests.ApiConformance;

/// <summary>
/// Our assembly offers nothing that TorchSharp 0.107 does not, and each name it offers with all overloads: code that compiles here compiles
/// against the package.
/// </summary>
/// <remarks>
/// The reference holds the lines of the types we offer. To take it anew from a full list (one signature a line, as <see cref="ApiLister"/>
/// prints them): TORCHSHARP_API=FULL_LIST dotnet test tests/LibTorch.Tests --filter TorchSharpApi
/// </remarks>
public sealed class TorchSharpApiTests
{
    private const string File = "torchsharp-api-0.107.txt";

    /// <summary>Overloads that are left out on purpose, by type and name, with the reason.</summary>
    private static readonly (Func<string, bool> Matches, string Reason)[] _withheld =
    [
        (line => line.Contains("new TorchSharp.") && line.Contains("(System.IntPtr handle, System.IntPtr boxedHandle)"),
            "wraps a module that lives in native code; ours live in C#"),
    ];

    private string[] _ours = [];
    private HashSet<string> _reference = [];

    [OneTimeSetUp]
    public void Read()
    {
        _ours = [.. ApiLister.List(typeof(torch).Assembly)];
        var path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Data", File);
        if (Environment.GetEnvironmentVariable("TORCHSHARP_API") is { Length: > 0 } full)
        {
            var types = _ours.Select(line => ApiLine.Parse(line).Type).ToHashSet();
            path = Path.Combine(Sources.Folder, "Data", File);
            System.IO.File.WriteAllLines(path, System.IO.File.ReadLines(full).Where(line => types.Contains(ApiLine.Parse(line).Type)));
        }

        _reference = [.. System.IO.File.ReadLines(path)];
    }

    [Test]
    public void EveryMember_OfOurAssembly_IsOneOfTorchSharp()
    {
        var foreign = _ours.Where(line => !_reference.Contains(line)).ToList();
        Assert.That(foreign, Is.Empty, $"TorchSharp 0.107 has no such members:\n{string.Join('\n', foreign)}");
    }

    [Test]
    public void EveryName_OfOurAssembly_HasAllOverloads()
    {
        var names = _ours.Select(ApiLine.Parse).ToHashSet();
        var missing = _reference
            .Where(line => names.Contains(ApiLine.Parse(line)))
            .Except(_ours)
            .Where(line => !_withheld.Any(rule => rule.Matches(line)))
            .Order(StringComparer.Ordinal)
            .ToList();
        Assert.That(missing, Is.Empty, $"Overloads of names that we offer are missing:\n{string.Join('\n', missing)}");
    }

    [TestCase("static (A, B) TorchSharp.torch.max((long, long) dim, System.Func<int, A> f = null)", "TorchSharp.torch", "max")]
    [TestCase("T TorchSharp.X<T, U>.get<V>(T input) where V : struct", "TorchSharp.X<T, U>", "get")]
    [TestCase("protected new TorchSharp.X<T, U>(string name)", "TorchSharp.X<T, U>", "new")]
    [TestCase("property (int, int) TorchSharp.X.Item[(int?, int?) index, long b] { get; }", "TorchSharp.X", "Item")]
    [TestCase("field int TorchSharp.X.Y.z", "TorchSharp.X.Y", "z")]
    [TestCase("abstract class TorchSharp.X<T> : TorchSharp.Z<T, U>", "TorchSharp.X<T>", "")]
    [TestCase("abstract void TorchSharp.X.class_(int a)", "TorchSharp.X", "class_")]
    public void Parse_Line_FindsTypeAndName(string line, string type, string name) =>
        Assert.That(ApiLine.Parse(line), Is.EqualTo(new ApiLine(type, name)));
}
