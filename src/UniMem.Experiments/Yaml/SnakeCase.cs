using System.Text;

namespace UniMem.Experiments.Yaml;

/// <summary>Turns names of C# into keys of YAML.</summary>
public static class SnakeCase
{
    /// <summary><c>KeyValueHeads</c> becomes <c>key_value_heads</c>; digits stay with the word before them.</summary>
    public static string Of(string name)
    {
        var key = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var endsCapitals = i + 1 < name.Length && char.IsLower(name[i + 1]);
            var startsWord = i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || endsCapitals);
            key.Append(startsWord ? "_" : "").Append(char.ToLowerInvariant(name[i]));
        }

        return key.ToString();
    }

    /// <summary>A kind of component as a message names it: <c>PositionPolicyConfig</c> becomes <c>position policy</c>.</summary>
    public static string Kind(Type kind)
    {
        var name = kind.Name.EndsWith("Config", StringComparison.Ordinal) ? kind.Name[..^"Config".Length] : kind.Name;
        return Of(name).Replace('_', ' ');
    }
}
