using NUnit.Framework;
using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Yaml;
using UniMem.Testing.Rules;
using UniMem.Training;

namespace UniMem.Testing;

/// <summary>What the configuration record of every part promises. Inherit the contract of a kind, not this.</summary>
/// <typeparam name="TConfig">The configuration record.</typeparam>
public abstract class ConfigContract<TConfig>
    where TConfig : ComponentConfig
{
    private const long FarOut = -1_000_000;

    /// <summary>Settings with which the part is tried. The defaults, unless overridden; override where settings are required.</summary>
    /// <exception cref="InvalidOperationException">A setting is required and this is not overridden.</exception>
    protected virtual TConfig Create()
    {
        var required = Setting.Of(typeof(TConfig)).Where(setting => setting.Required).Select(setting => setting.Property.Name).ToList();
        return required.Count == 0
            ? Activator.CreateInstance<TConfig>()
            : throw new InvalidOperationException($"{typeof(TConfig).Name} has settings without a default; override Create in {GetType().Name}: "
                + $"protected override {typeof(TConfig).Name} Create() => new() "
                + $"{{ {string.Join(", ", required.Select(name => $"{name} = ..."))} }};");
    }

    /// <summary>Keys of numeric settings, as files write them, for which every number makes sense, even -1000000.</summary>
    protected virtual IReadOnlyList<string> AnyNumber => [];

    /// <summary>Situations tried for each rule. 25; the environment variable <c>UNIMEM_CONTRACT_CASES</c> overrides it.</summary>
    protected virtual int Cases => 25;

    /// <summary>The configuration written as YAML and read again is the same configuration.</summary>
    [Test]
    [Rule("settings-lost")]
    public void Settings_WrittenAndReadAgain_AreTheSame() => Situations.Once("settings-lost", Subject, () =>
    {
        var written = Written(Node());
        var again = Written(new ConfigUnbinder().Node(Bind(YamlReader.Read(written, "settings"))));
        if (again != written)
        {
            throw new Violation("settings-lost",
                $"written as YAML and read again the settings are different ones.\n{written}became\n{again}".TrimEnd());
        }
    });

    /// <summary>Numbers far out of range are refused with a message that names the setting.</summary>
    [Test]
    [Rule("settings-unchecked")]
    public void Settings_FarOutOfRange_AreRefusedByName() => Situations.Once("settings-unchecked", Subject, () =>
    {
        foreach (var setting in Setting.Of(typeof(TConfig)).Where(setting => !AnyNumber.Contains(setting.Key)))
        {
            if (Extreme(setting.Type) is { } value)
            {
                Refused(setting.Key, value);
            }
        }
    });

    /// <summary>What messages call the part.</summary>
    private protected string Subject => $"{typeof(TConfig).Name} ('{ComponentAttribute.NameOf(typeof(TConfig))}')";

    /// <summary>Makes the part, or checks the settings, as a run does.</summary>
    private protected abstract void Construct(TConfig config);

    private void Refused(string key, string value)
    {
        var map = (ConfigMap)Node();
        var number = YamlReader.Read(value, new SourceLocation("settings"));
        var entries = map.Entries.Select(entry => entry.Key == key ? new ConfigEntry(key, entry.Location, number) : entry);
        try
        {
            Construct((TConfig)Bind(new ConfigMap([.. entries], map.Location)));
        }
        catch (ConfigurationException refusal) when (refusal.Path.EndsWith(key, StringComparison.Ordinal))
        {
            return;
        }
        catch (Exception other)
        {
            throw new Violation("settings-unchecked",
                $"'{key}: {value}' is refused by {other.GetType().Name}: \"{other.Message}\". A user needs a "
                + $"ConfigurationException that names the setting, such as context.At(\"{key}\").Wrong(\"{value} is out of range; write "
                + "...\").");
        }

        throw new Violation("settings-unchecked", $"'{key}: {value}' is accepted. Refuse it when building, with "
            + $"context.At(\"{key}\").Wrong(...), or name the setting in AnyNumber if every number makes sense.");
    }

    private static string? Extreme(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(SlotCount) => "0",
        var t when t == typeof(int) || t == typeof(long) => FormattableString.Invariant($"{FarOut}"),
        var t when t == typeof(double) => FormattableString.Invariant($"{FarOut}.0"),
        _ => null,
    };

    private ConfigNode Node() => new ConfigUnbinder().Node(Create());

    private static string Written(ConfigNode node) => YamlWriter.Write(node);

    private static object Bind(ConfigNode node)
    {
        var registry = new ComponentRegistry().Add(typeof(ComponentConfig).Assembly).Add(typeof(DataConfig).Assembly)
            .Add(typeof(TrainingConfig).Assembly).Add(typeof(TConfig).Assembly);
        return new ConfigBinder(registry).Bind<TConfig>(node, "settings");
    }
}
