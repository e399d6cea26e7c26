using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace LibTorch.Tests.ApiConformance;

/// <summary>
/// Our assembly offers nothing that TorchSharp 0.107 does not, and each name it offers with all overloads: code that compiles here compiles
/// against the package.
/// </summary>
/// <remarks>
/// The reference holds the lines of the types we offer. After a type is added, take it anew from the package's assembly in the output of a
/// build with -p:Torch=cpu: TORCHSHARP_DLL=.../bin/cpu/Release/net10.0/TorchSharp.dll dotnet test tests/LibTorch.Tests --filter TorchSharpApi
/// </remarks>
public sealed class TorchSharpApiTests
{
    private const string Signatures = "torchsharp-api-0.107.txt";
    private const string Annotations = "torchsharp-annotations-0.107.txt";

    /// <summary>Overloads that are left out on purpose, with the reason.</summary>
    private static readonly (Func<string, bool> Matches, string Reason)[] _withheld =
    [
        (line => line.Contains("new TorchSharp.") && line.Contains("(System.IntPtr handle, System.IntPtr boxedHandle)"),
            "wraps a module that lives in native code; ours live in C#"),
    ];

    private HashSet<string> _ours = [];
    private HashSet<string> _oursAnnotated = [];
    private HashSet<string> _theirs = [];
    private HashSet<string> _theirsAnnotated = [];

    [OneTimeSetUp]
    public void Read()
    {
        var assembly = typeof(torch).Assembly;
        (_ours, _oursAnnotated) = ([.. ApiLister.List(assembly)], [.. ApiAnnotations.List(assembly)]);
        if (Environment.GetEnvironmentVariable("TORCHSHARP_DLL") is { Length: > 0 } package)
        {
            TakeAnew(Load(Path.GetFullPath(package)));
        }

        var folder = Directory.Exists(Sources.Folder) ? Sources.Folder : TestContext.CurrentContext.TestDirectory;
        _theirs = [.. File.ReadLines(Path.Combine(folder, "Data", Signatures))];
        _theirsAnnotated = [.. File.ReadLines(Path.Combine(folder, "Data", Annotations))];
    }

    [Test]
    public void EveryMember_OfOurAssembly_IsOneOfTorchSharp() =>
        AssertNone(_ours.Where(line => !_theirs.Contains(line)), "TorchSharp 0.107 has no such members");

    [Test]
    public void EveryName_OfOurAssembly_HasAllOverloads()
    {
        var names = _ours.Select(ApiLine.Parse).ToHashSet();
        AssertNone(
            _theirs.Where(line => names.Contains(ApiLine.Parse(line))).Except(_ours).Where(line => !_withheld.Any(rule => rule.Matches(line))),
            "overloads of names that we offer are missing");
    }

    [Test]
    public void WhatMayBeNullOrIsObsoleteThere_IsSoHere() =>
        AssertNone(
            _theirsAnnotated
                .Where(line => line.StartsWith("may be null", StringComparison.Ordinal) || line.StartsWith("obsolete", StringComparison.Ordinal))
                .Where(line => _ours.Contains(Line(line)))
                .Except(_oursAnnotated),
            "code that the package's users are warned of compiles here without a warning");

    [Test]
    public void InterfacesAndNumbers_AreThoseOfTorchSharp() =>
        AssertNone(
            _oursAnnotated
                .Where(line => line.StartsWith("implements", StringComparison.Ordinal) || line.StartsWith("numbered", StringComparison.Ordinal))
                .Except(_theirsAnnotated),
            "TorchSharp 0.107 has other interfaces or numbers");

    [TestCase("static (A, B) TorchSharp.torch.max((long, long) dim, System.Func<int, A> f = null)", "TorchSharp.torch", "max")]
    [TestCase("T TorchSharp.X<T, U>.get<V>(T input) where V : struct", "TorchSharp.X<T, U>", "get")]
    [TestCase("protected new TorchSharp.X<T, U>(string name)", "TorchSharp.X<T, U>", "new")]
    [TestCase("property (int, int) TorchSharp.X.Item[(int?, int?) index, long b] { get; }", "TorchSharp.X", "Item")]
    [TestCase("field int TorchSharp.X.Y.z", "TorchSharp.X.Y", "z")]
    [TestCase("abstract class TorchSharp.X<T> : TorchSharp.Z<T, U>", "TorchSharp.X<T>", "")]
    [TestCase("abstract void TorchSharp.X.class_(int a)", "TorchSharp.X", "class_")]
    public void Parse_Line_FindsTypeAndName(string line, string type, string name) =>
        Assert.That(ApiLine.Parse(line), Is.EqualTo(new ApiLine(type, name)));

    private static void AssertNone(IEnumerable<string> lines, string problem)
    {
        var found = lines.Order(StringComparer.Ordinal).ToList();
        Assert.That(found, Is.Empty, $"{problem}:\n{string.Join('\n', found)}");
    }

    private static string Line(string annotation) => annotation[(annotation.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static Assembly Load(string path)
    {
        var context = new AssemblyLoadContext("package");
        context.Resolving += (_, name) => context.LoadFromAssemblyPath(Path.Combine(Path.GetDirectoryName(path)!, $"{name.Name}.dll"));
        return context.LoadFromAssemblyPath(path);
    }

    private void TakeAnew(Assembly package)
    {
        var types = _ours.Select(line => ApiLine.Parse(line).Type).ToHashSet();
        Write(Signatures, ApiLister.List(package).Where(line => types.Contains(ApiLine.Parse(line).Type)));
        Write(Annotations, ApiAnnotations.List(package).Where(line => types.Contains(ApiLine.Parse(Line(line)).Type)).Order(StringComparer.Ordinal));

        static void Write(string file, IEnumerable<string> lines) => File.WriteAllLines(Path.Combine(Sources.Folder, "Data", file), lines);
    }
}
