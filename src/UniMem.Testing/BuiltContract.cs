using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using UniMem.Components;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>How a contract builds a part and tries it in situations. Inherit the contract of a kind, not this.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public abstract class BuiltContract<TConfig> : ConfigContract<TConfig>
    where TConfig : ComponentConfig
{
    private bool? _atOutput;
    private bool? _unsteady;

    /// <summary>
    /// What the part may know when it is built: the second of two layers of width 24 with four query heads over two key-value heads of width 6,
    /// segments of 4 tokens, float32 on the CPU, and a memory <c>recent</c> of keys and values that stands before it. Override to change sizes.
    /// </summary>
    protected virtual BuildContext Context => ContractSizes.AtLayer(torch.ScalarType.Float32);

    /// <summary>Everyday situations.</summary>
    private protected abstract Arbitrary<Situation> Everydays { get; }

    /// <summary>Situations at the edge of what can occur.</summary>
    private protected abstract IReadOnlyList<Situation> Extremes { get; }

    /// <summary>The same situation with other contents.</summary>
    private protected abstract Situation Another(Situation situation);

    /// <summary>Builds the part.</summary>
    private protected abstract object Build(TConfig config, BuildContext context);

    /// <summary>Uses the part and checks the form of what it returns.</summary>
    private protected abstract Answer Ask(object part, Situation situation, Staging staging);

    /// <summary>The context in which the part is built: at a layer, or at the output where the part is for that place.</summary>
    private protected BuildContext Where(torch.ScalarType compute, torch.Device? device = null)
    {
        var context = Context;
        context = context with { Numerics = new(device ?? context.Numerics.Device, compute) };
        if (_atOutput is null)
        {
            try
            {
                Build(Create(), context);
                _atOutput = false;
            }
            catch (ConfigurationException) when (Builds(ContractSizes.AtOutput(context)))
            {
                _atOutput = true;
            }
        }

        return _atOutput is true ? ContractSizes.AtOutput(context) : context;
    }

    /// <summary>Whether the part is for the output, not for a layer.</summary>
    private protected bool AtOutput => Where(torch.ScalarType.Float32).Layer is null;

    /// <summary>A newly built part.</summary>
    private protected object Fresh(torch.ScalarType compute = torch.ScalarType.Float32, torch.Device? device = null)
    {
        try
        {
            var part = Build(Create(), Where(compute, device));
            return part is torch.nn.Module module && device is not null ? module.to(device) : part;
        }
        catch (Exception thrown)
        {
            throw new Violation("exception-thrown", $"throws {thrown.GetType().Name} when it is built: \"{thrown.Message}\".", thrown);
        }
    }

    /// <summary>Uses a part with the global generator in a known state.</summary>
    private protected Answer Use(object part, Situation situation, Staging? staging = null, long seed = 1)
    {
        torch.manual_seed(seed);
        try
        {
            return Ask(part, situation, staging ?? new Staging());
        }
        catch (Exception thrown) when (thrown is not Violation)
        {
            throw new Violation("exception-thrown", $"throws {thrown.GetType().Name}: \"{thrown.Message}\".", thrown);
        }
    }

    /// <summary>Tries a rule in everyday situations.</summary>
    private protected void Try(string rule, Action<Situation> check) => Situations.Try(rule, Subject, Everydays, Cases, check);

    /// <summary>Whether answers depend on the global generator: then comparing answers would find that again, under the wrong name.</summary>
    private protected bool Unsteady => _unsteady ??= Gen.Sample(Everydays.Generator, 6, new Rnd(1), 50).Any(situation =>
    {
        using var scope = torch.NewDisposeScope();
        try
        {
            return Use(Fresh(), situation, seed: 2).DifferenceTo(Use(Fresh(), situation), exactly: true) is not null;
        }
        catch (Violation)
        {
            return false;
        }
    });

    private protected sealed override void Construct(TConfig config)
    {
        using var scope = torch.NewDisposeScope();
        Build(config, Where(torch.ScalarType.Float32));
    }

    private bool Builds(BuildContext context)
    {
        try
        {
            Build(Create(), context);
            return true;
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }
}
