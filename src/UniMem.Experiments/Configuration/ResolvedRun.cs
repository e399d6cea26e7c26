using UniMem.Components;
using UniMem.Data;
using UniMem.Experiments.Plugins;
using UniMem.Experiments.Sweeps.Planning;
using UniMem.Experiments.Yaml;
using UniMem.Training;

namespace UniMem.Experiments.Configuration;

/// <summary>A run's configuration with files, overrides and plugins worked in, and the places where each value was written.</summary>
public sealed class ResolvedRun
{
    private readonly ConfigMap _written;

    private ResolvedRun(ConfigMap written)
    {
        _written = written;
        Components = BuiltIn();
        Plugins = PluginLoader.Load(written["plugins"], Components);
        Config = Guarded(() => new ConfigBinder(Components).Bind<RunConfig>(written));
        Located(Check);
    }

    /// <summary>What the run does.</summary>
    public RunConfig Config { get; }

    /// <summary>The plugins that serve in it.</summary>
    public IReadOnlyList<LoadedPlugin> Plugins { get; }

    /// <summary>The components known to it.</summary>
    public ComponentRegistry Components { get; }

    /// <summary>Every setting with its value as YAML; reading it gives the same run.</summary>
    public string Yaml => YamlWriter.Write(new ConfigUnbinder().Map(Config));

    /// <summary>The run's name by what it computes, 12 hexadecimal digits.</summary>
    public string Id => RunIdentity.Of(Config);

    /// <summary>The components that UniMem itself brings.</summary>
    public static ComponentRegistry BuiltIn() => new ComponentRegistry()
        .Add(typeof(ComponentConfig).Assembly)
        .Add(typeof(DataConfig).Assembly)
        .Add(typeof(TrainingConfig).Assembly);

    /// <summary>Reads a run file.</summary>
    /// <param name="file">Path, relative to the current directory.</param>
    /// <param name="overrides">Each <c>PATH=VALUE</c>, in order.</param>
    /// <exception cref="ConfigurationException">Something in it is wrong; the message names file, line and key.</exception>
    public static ResolvedRun Load(string file, params IEnumerable<string> overrides)
    {
        var written = ConfigFiles.Load(file);
        return SweepFile.Varying.Select(written.Find).FirstOrDefault(entry => entry is not null) is { } varied
            ? throw varied.Location.Wrong(varied.Key, $"this is a sweep, which is many runs; 'unimem sweep {file}' carries them out.")
            : Of(ConfigOverride.Apply(written, overrides));
    }

    /// <summary>Resolves a configuration that was put together already.</summary>
    /// <param name="configuration">What files and overrides say.</param>
    /// <exception cref="ConfigurationException">Something in it is wrong.</exception>
    public static ResolvedRun Of(ConfigMap configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ResolvedRun(configuration);
    }

    /// <summary>Every setting of a configuration that may not be whole yet: ranges that several settings share are not checked.</summary>
    /// <param name="configuration">What files and overrides say.</param>
    /// <exception cref="ConfigurationException">A key is unknown or missing, or a value is not of the setting's type.</exception>
    public static ConfigMap Settings(ConfigMap configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var components = BuiltIn();
        PluginLoader.Load(configuration["plugins"], components);
        return new ConfigUnbinder().Map(new ConfigBinder(components).Bind<RunConfig>(configuration));
    }

    /// <summary>Does something with the run; a mistake found on the way is told with the place where the value was written.</summary>
    /// <exception cref="ConfigurationException">The work found a mistake.</exception>
    public T Located<T>(Func<RunConfig, T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return Guarded(() => work(Config));
        }
        catch (ConfigurationException e) when (e.Location.Length == 0 && IsSetting(e.Path))
        {
            throw ConfigPlaces.Of(_written, e.Path).Wrong(e.Path, e.Problem, e);
        }
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (PluginFailure.Told(failure, Plugins) is { } told)
        {
            throw _written["plugins"]!.Location.Wrong("plugins", told, failure);
        }
    }

    private static bool Check(RunConfig config)
    {
        config.Training.Check("training");
        config.Evaluation.Check("evaluation");
        EvaluationFit.Check(config.Evaluation, config.Model, config.Training.Segment, "evaluation");
        return true;
    }

    private static bool IsSetting(string path) => Setting.Of(typeof(RunConfig)).Any(setting => setting.Key == path.Split('.', '[')[0]);

    /// <summary>Where a setting was written, or the nearest one above it.</summary>
    /// <param name="path">Its key path.</param>
    public SourceLocation WrittenAt(string path) => ConfigPlaces.Of(_written, path);
}
