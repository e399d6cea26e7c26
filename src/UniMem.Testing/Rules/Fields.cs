using System.Collections;
using System.Reflection;
using TorchSharp;

namespace UniMem.Testing.Rules;

/// <summary>What the fields of a part hold: its own, and those of the parts in it.</summary>
internal sealed class Fields
{
    private const int Deepest = 3;

    private readonly Dictionary<string, (object? Value, int? Count)> _values = [];

    /// <summary>Takes note of all fields.</summary>
    public static Fields Of(object part)
    {
        var fields = new Fields();
        fields.Note(part, part.GetType().Name, depth: 0);
        return fields;
    }

    /// <summary>The first field that is not as it was, in words; null when all are.</summary>
    public string? DifferenceTo(Fields before)
    {
        foreach (var (name, now) in _values)
        {
            if (!before._values.TryGetValue(name, out var then))
            {
                return $"the field {name} appeared";
            }

            if (now.Count != then.Count)
            {
                return $"the collection {name} went from {then.Count} to {now.Count} items";
            }

            if (!Same(now.Value, then.Value))
            {
                return $"the field {name} changed";
            }
        }

        return null;
    }

    private void Note(object part, string path, int depth)
    {
        for (var type = part.GetType(); type is not null && !Foreign(type); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                var (name, value) = ($"{path}.{Readable(field.Name)}", field.GetValue(part));
                _values[name] = (value, (value as ICollection)?.Count);
                if (value is not null && value is not torch.Tensor && depth < Deepest && !Foreign(value.GetType()) && !value.GetType().IsValueType)
                {
                    Note(value, name, depth + 1);
                }
            }
        }
    }

    private static bool Same(object? now, object? then) =>
        now is null || then is null || !now.GetType().IsValueType ? ReferenceEquals(now, then) : now.Equals(then);

    /// <summary>Types whose insides are none of the author's: the runtime's, torch's and delegates.</summary>
    private static bool Foreign(Type type) => type.Assembly == typeof(object).Assembly || type.Assembly == typeof(torch).Assembly
        || type.IsSubclassOf(typeof(Delegate)) || (type.Namespace ?? "").StartsWith("System", StringComparison.Ordinal);

    /// <summary>A property's name for the field that the compiler made for it, and a parameter's for what a constructor captured.</summary>
    private static string Readable(string field) => field.StartsWith('<') ? field[1..field.IndexOf('>', StringComparison.Ordinal)] : field;
}
