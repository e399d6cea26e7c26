using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using UniMem.Components;

namespace UniMem.Experiments.Plugins;

/// <summary>Finds out when a plugin is loaded what would otherwise end a run in its middle.</summary>
internal static class PluginCheck
{
    /// <summary>What is wrong with a plugin, and what would do; null when nothing is.</summary>
    /// <param name="assembly">The plugin, in a context of its own.</param>
    public static string? Complaint(Assembly assembly) =>
        WrongVersion(assembly) ?? MissingDependency(assembly) ?? MissingMember(assembly) ?? WrongComponent(assembly);

    private static string? WrongVersion(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Where(reference => HostAssemblies.IsUniMem(reference.Name!) && reference.Version!.ToString(3) != HostAssemblies.Version)
        .Select(reference => $"was built against {reference.Name} {reference.Version!.ToString(3)}, and this is {HostAssemblies.Version}; "
            + "build it again against this version.")
        .FirstOrDefault();

    private static string? MissingDependency(Assembly assembly)
    {
        var context = AssemblyLoadContext.GetLoadContext(assembly)!;
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            try
            {
                context.LoadFromAssemblyName(reference);
            }
            catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException)
            {
                return e is FileNotFoundException
                    ? $"needs {reference.Name} {reference.Version}, which does not lie beside it; set EnableDynamicLoading in its project, "
                        + "so that a build copies what it depends on, and build it again."
                    : $"needs {reference.Name} {reference.Version}, and the one beside it does not load: {e.Message}";
            }
        }

        return null;
    }

    private static string? MissingMember(Assembly assembly)
    {
        using var stream = File.OpenRead(assembly.Location);
        using var file = new PEReader(stream);
        var reader = file.GetMetadataReader();
        return reader.MemberReferences.Select(handle => Missing(assembly, MetadataTokens.GetToken(handle)))
            .FirstOrDefault(missing => missing is not null) is { } what
            ? $"uses what this UniMem {HostAssemblies.Version} does not have: {what} Build it again against this one."
            : null;
    }

    private static string? Missing(Assembly assembly, int token)
    {
        try
        {
            assembly.ManifestModule.ResolveMember(token);
            return null;
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException)
        {
            return e.Message;
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException)
        {
            // A member of a type made generic by a type parameter of its user: it cannot be looked up on its own.
            return null;
        }
    }

    private static string? WrongComponent(Assembly assembly)
    {
        var components = assembly.GetTypes().Where(type => type.IsDefined(typeof(ComponentAttribute), inherit: false)).ToList();
        return components.Count == 0
            ? "holds no component; a component is a record with [Component(\"name\")]."
            : components.Where(type => type.IsAbstract || type.ContainsGenericParameters || type.GetConstructor(Type.EmptyTypes) is null)
                .Select(type => $"holds {type.FullName}, which bears [Component] and cannot be made: it must be a record that is neither abstract "
                    + "nor generic and has a public constructor without parameters.")
                .Concat(components.Select(Refusal).OfType<string>())
                .FirstOrDefault();
    }

    /// <summary>What the constructor of a configuration record throws; null when it throws nothing.</summary>
    private static string? Refusal(Type component)
    {
        try
        {
            Activator.CreateInstance(component);
            return null;
        }
        catch (TargetInvocationException e)
        {
            var cause = e.InnerException is TypeInitializationException { InnerException: { } inner } ? inner : e.InnerException!;
            return $"holds {component.FullName}, whose constructor throws {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}";
        }
    }
}
