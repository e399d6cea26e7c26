using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using UniMem.Components;
using UniMem.Experiments.Configuration;

namespace UniMem.Experiments.Plugins;

/// <summary>Tells the mistakes of a plugin's author from UniMem's own.</summary>
public static class PluginFailure
{
    /// <summary>What went wrong in a plugin's code, for people; null when the failure did not come from there.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="plugins">The plugins at work.</param>
    public static string? Told(Exception failure, IReadOnlyList<LoadedPlugin> plugins)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (plugins is null or [] || failure is ConfigurationException or OperationCanceledException)
        {
            return null;
        }

        var cause = failure;
        while (cause is TargetInvocationException or TypeInitializationException && cause.InnerException is { } inner)
        {
            cause = inner;
        }

        var frames = new StackTrace(cause, fNeedFileInfo: true).GetFrames();
        var frame = frames.FirstOrDefault(f => PluginOf(f, plugins) is not null);
        return frame is null
            ? null
            : $"the plugin {ConfigFiles.Shown(PluginOf(frame, plugins)!.File)} failed in {Place(frame)}: {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}";
    }

    private static LoadedPlugin? PluginOf(StackFrame frame, IReadOnlyList<LoadedPlugin> plugins) =>
        plugins.FirstOrDefault(plugin => plugin.Assembly == frame.GetMethod()?.DeclaringType?.Assembly);

    private static string Place(StackFrame frame)
    {
        var method = frame.GetMethod()!;
        var place = method.IsConstructor ? $"the constructor of {method.DeclaringType!.Name}" : $"{method.DeclaringType!.Name}.{method.Name}";
        return frame.GetFileName() is { } file
            ? string.Create(CultureInfo.InvariantCulture, $"{place} ({Path.GetFileName(file)}, line {frame.GetFileLineNumber()})")
            : place;
    }
}
