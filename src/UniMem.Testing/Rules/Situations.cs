using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using NUnit.Framework;
using TorchSharp;

namespace UniMem.Testing.Rules;

/// <summary>Tries a rule in many generated situations and reports the smallest one in which it does not hold.</summary>
internal static class Situations
{
    /// <summary>The rule that what a part throws belongs to, unless another rule is about exceptions.</summary>
    private const string Thrown = "exception-thrown";

    /// <summary>Environment variable with the seed of the situations; the same ones every time when it is not set.</summary>
    public const string Seed = "UNIMEM_CONTRACT_SEED";

    /// <summary>Environment variable with the number of situations.</summary>
    public const string Count = "UNIMEM_CONTRACT_CASES";

    /// <summary>Tries a rule.</summary>
    /// <param name="rule">The rule; violations of other rules are left to their own tests.</param>
    /// <param name="subject">What is tested, for the message.</param>
    /// <param name="situations">How situations are drawn and made smaller.</param>
    /// <param name="cases">How many are tried.</param>
    /// <param name="check">Throws a <see cref="Violation"/> where the rule does not hold.</param>
    public static void Try<T>(string rule, string subject, Arbitrary<T> situations, int cases, Action<T> check)
        where T : Situation
    {
        var (seed, tries) = (Number(Seed, 1), Number(Count, cases));
        (T Situation, Violation Violation)? smallest = null;
        var holds = Prop.ForAll(situations, situation =>
        {
            if (Outcome(rule, () => check(situation)) is not { } violation)
            {
                return true;
            }

            smallest = (situation, violation);
            return false;
        });
        var replay = new Replay(new Rnd((ulong)seed), FSharpOption<int>.None);
        Check.One(Config.Default.WithMaxTest(tries).WithReplay(FSharpOption<Replay>.Some(replay)).WithRunner(new Silence()), holds);
        if (smallest is var (found, broken))
        {
            Report(rule, subject, broken, found.InWords, seed);
        }
    }

    /// <summary>Checks a rule that needs no generated situation.</summary>
    public static void Once(string rule, string subject, Action check)
    {
        if (Outcome(rule, check) is { } violation)
        {
            Report(rule, subject, violation, situation: null, seed: null);
        }
    }

    /// <summary>The violation of a rule that a check finds, or null.</summary>
    private static Violation? Outcome(string rule, Action check)
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            check();
            return null;
        }
        catch (Violation violation)
        {
            return violation.Rule == rule ? violation : null;
        }
        catch (Exception thrown)
        {
            return rule == Thrown ? new Violation(Thrown, $"throws {thrown.GetType().Name}: \"{thrown.Message}\".", thrown) : null;
        }
    }

    private static void Report(string rule, string subject, Violation violation, string? situation, int? seed)
    {
        var lines = new List<string> { $"{subject} violates '{rule}': {violation.Message}" };
        if (situation is not null)
        {
            lines.Add($"Smallest situation found: {situation}.");
            lines.Add($"To see it again, run this test again (its situations are those of {Seed}={seed}; another number gives others).");
        }

        if (violation.InnerException is { } cause)
        {
            lines.Add($"Thrown: {cause}");
        }

        lines.Add($"More: docs/contracts.md#{rule}");
        Assert.Fail(string.Join(Environment.NewLine, lines));
    }

    private static int Number(string variable, int otherwise) => Environment.GetEnvironmentVariable(variable) switch
    {
        null or "" => otherwise,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 => number,
        var text => throw new ArgumentException($"{variable} is '{text}'; write a whole number above 0."),
    };

    /// <summary>FsCheck's own report is not wanted: ours is in words.</summary>
    private sealed class Silence : IRunner
    {
        public void OnStartFixture(Type t)
        {
        }

        public void OnArguments(
            int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
        {
        }

        public void OnShrink(
            FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
        {
        }

        public void OnFinished(string name, TestResult testResult)
        {
        }
    }
}
