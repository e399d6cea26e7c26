namespace LibTorch.Tests.ApiConformance;

/// <summary>A line of the list taken apart: the type it belongs to, and what overloads of one name have in common.</summary>
internal sealed record ApiLine(string Type, string Name)
{
    private static readonly string[] _types = ["interface", "enum", "struct", "static", "abstract", "sealed", "class"];

    internal static ApiLine Parse(string line)
    {
        var words = Split(line, ' ');
        var declaration = words.IndexOf(word => word is "interface" or "enum" or "struct" or "class");
        if (declaration is 0 or 1 && _types.Contains(words[0]))
        {
            return new(words[declaration + 1], "");
        }

        // The member's own word is the first that starts with our namespace and, for methods, ends with its parameters.
        var isMethod = words[0] is not ("field" or "property" or "event");
        var isConstructor = words.Take(2).Contains("new");
        var member = isMethod
            ? words.First(word => word.StartsWith("TorchSharp.", StringComparison.Ordinal) && word.EndsWith(')'))
            : words[2];
        var bare = isMethod ? member[..OpeningOf(member)] : Split(member, '[')[0];
        if (isConstructor)
        {
            return new(bare, "new");
        }

        var parts = Split(bare, '.');
        return new(string.Join('.', parts[..^1]), parts[^1].Split('<')[0]);
    }

    /// <summary>Where the parenthesis opens that closes at the end.</summary>
    private static int OpeningOf(string text)
    {
        var depth = 0;
        for (var i = text.Length - 1; ; i--)
        {
            depth += text[i] switch { ')' => 1, '(' => -1, _ => 0 };
            if (depth == 0)
            {
                return i;
            }
        }
    }

    /// <summary>Splits outside of brackets of any kind; a bracket at which is split opens after it.</summary>
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (depth == 0 && text[i] == separator)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }

            depth += text[i] switch { '(' or '<' or '[' or '{' => 1, ')' or '>' or ']' or '}' => -1, _ => 0 };
        }

        parts.Add(text[start..]);
        return parts;
    }
}

internal static class ListExtensions
{
    internal static int IndexOf<T>(this List<T> list, Predicate<T> match) => list.FindIndex(match);
}
