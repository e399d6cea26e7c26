using System.Net;

namespace UniMem.Experiments.Reports;

/// <summary>Writes texts into HTML.</summary>
internal static class Html
{
    /// <summary>A text, so that it reads as it was written.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Elements of one kind around texts, nothing for no text.</summary>
    public static string List(string css, IReadOnlyCollection<string> items) =>
        items.Count == 0 ? "" : $"<ul class=\"{css}\">\n{string.Concat(items.Select(item => $"<li>{Text(item)}</li>\n"))}</ul>\n";

    /// <summary>A section with a heading.</summary>
    /// <param name="id">Its name within the page.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="body">What it holds, as HTML; an empty one gives no section.</param>
    public static string Section(string id, string title, string body) => body.Length == 0
        ? ""
        : $"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{Text(title)}</h2>\n{body}</section>\n";

    /// <summary>What a script or style element may hold: nothing in it ends the element.</summary>
    public static string Raw(string code) => code.Replace("</", "<\\/", StringComparison.Ordinal);
}
