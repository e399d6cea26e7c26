using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;
using NUnit.Framework.Internal.Execution;
using UniMem.Testing.Rules;

namespace UniMem.Testing.Tests;

/// <summary>Runs a contract through NUnit's engine, apart from the run that this test belongs to.</summary>
internal static class ContractRun
{
    /// <summary>The rules that a fixture's tests find violated, with their messages.</summary>
    /// <param name="fixture">A contract for one part.</param>
    /// <param name="arguments">Arguments of its constructor.</param>
    public static IReadOnlyDictionary<string, string> Violations(Type fixture, params object[] arguments) => Results(fixture, arguments)
        .Where(result => result.ResultState.Status == TestStatus.Failed)
        .ToDictionary(Rule, result => result.Message ?? "");

    /// <summary>All results of a fixture's tests.</summary>
    public static IReadOnlyList<ITestResult> Results(Type fixture, params object[] arguments)
    {
        IReadOnlyList<ITestResult> results = [];
        var apart = new Thread(() => results = Run(new TypeWrapper(fixture), arguments));
        apart.Start();
        apart.Join();
        return results;
    }

    private static List<ITestResult> Run(TypeWrapper fixture, object[] arguments)
    {
        var suite = new NUnitTestFixtureBuilder().BuildFrom(fixture, new Everything(), new TestFixtureParameters(arguments));
        using var done = new ManualResetEventSlim();
        var item = WorkItemBuilder.CreateWorkItem(suite, TestFilter.Empty, recursive: true)!;
        item.InitializeContext(new TestExecutionContext { Dispatcher = new SimpleWorkItemDispatcher() });
        item.Completed += (_, _) => done.Set();
        item.Execute();
        done.Wait();
        return [.. Leaves(item.Result)];
    }

    private static IEnumerable<ITestResult> Leaves(ITestResult result) => result.HasChildren ? result.Children.SelectMany(Leaves) : [result];

    private static string Rule(ITestResult result) => (string?)result.Test.Properties.Get(RuleAttribute.Key) ?? result.Test.FullName;

    private sealed class Everything : IPreFilter
    {
        public bool IsMatch(Type type) => true;

        public bool IsMatch(Type type, System.Reflection.MethodInfo method) => true;
    }
}
