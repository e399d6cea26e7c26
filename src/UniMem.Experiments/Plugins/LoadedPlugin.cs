using System.Reflection;

namespace UniMem.Experiments.Plugins;

/// <summary>A plugin that serves in a run, as the run's record names it.</summary>
/// <param name="Name">Name of its assembly.</param>
/// <param name="Version">Its informational version, or the assembly's.</param>
/// <param name="Sha256">SHA-256 of the assembly's file, in lower-case hexadecimal digits.</param>
/// <param name="File">Full path of the assembly.</param>
/// <param name="Assembly">The assembly, loaded in a context of its own.</param>
public sealed record LoadedPlugin(string Name, string Version, string Sha256, string File, Assembly Assembly);
