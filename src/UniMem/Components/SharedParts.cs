using TorchSharp;

namespace UniMem.Components;

/// <summary>Learned parts that several layers have in common: each is built once, and the model registers it once.</summary>
public sealed class SharedParts
{
    private readonly SortedDictionary<string, torch.nn.Module> _parts = new(StringComparer.Ordinal);

    /// <summary>All of them, by name.</summary>
    public IReadOnlyDictionary<string, torch.nn.Module> All => _parts;

    /// <summary>The part of a name; builds it when nobody has asked for it before.</summary>
    /// <param name="name">Name of the setting that describes the part, without dots: <c>positions</c>.</param>
    /// <param name="build">Builds it.</param>
    /// <returns>A handle that a module may keep in a field without registering the part as its own.</returns>
    public SharedPart<T> Get<T>(string name, Func<T> build)
        where T : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(build);
        if (!_parts.TryGetValue(name, out var part))
        {
            _parts[name] = part = build();
        }

        return new((T)part);
    }
}

/// <summary>Holds a module that belongs to somebody else.</summary>
/// <param name="Module">The module.</param>
public sealed record SharedPart<T>(T Module)
    where T : torch.nn.Module;
