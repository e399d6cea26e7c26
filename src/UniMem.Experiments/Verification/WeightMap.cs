using System.Text.RegularExpressions;
using TorchSharp;
using TorchSharp.Modules;
using UniMem.Components;
using UniMem.Experiments.Yaml;

namespace UniMem.Experiments.Verification;

/// <summary>Foreign arrays of weights laid upon the parameters of a model, rows by rows.</summary>
internal sealed class WeightMap
{
    private readonly IReadOnlyDictionary<string, torch.Tensor> _foreign;
    private readonly OrderedDictionary<string, Parameter> _ours;
    private readonly List<Piece> _pieces = [];
    private readonly Dictionary<string, long> _next = [];
    private readonly Dictionary<string, long> _filled = [];

    /// <param name="map">The rules.</param>
    /// <param name="foreign">Arrays by foreign name.</param>
    /// <param name="model">Whose parameters they are for.</param>
    /// <exception cref="ConfigurationException">A name has no rule, a rule names no parameter, or rows do not fit.</exception>
    public WeightMap(NameMap map, IReadOnlyDictionary<string, torch.Tensor> foreign, torch.nn.Module model)
    {
        _foreign = foreign;
        _ours = new(model.named_parameters().Select(pair => KeyValuePair.Create(pair.name, pair.parameter)));
        var left = foreign.Keys.ToList();
        foreach (var named in map.Rules)
        {
            var form = FormOf(named.Pattern);
            foreach (var name in left.Where(name => form.IsMatch(name)).ToList())
            {
                left.Remove(name);
                Place(named, name, form.Match(name));
            }
        }

        if (left.Count > 0)
        {
            throw new ConfigurationException("",
                $"the name map says nothing of the weights {string.Join(", ", left)}; map them, or write null to leave them out.");
        }

        CheckFilled();
    }

    /// <summary>Whether a name has the form of a pattern.</summary>
    public static bool Fits(string pattern, string name) => FormOf(pattern).IsMatch(name);

    /// <summary>Fills the parameters.</summary>
    public void Load()
    {
        using var _ = torch.no_grad();
        foreach (var piece in _pieces)
        {
            var value = Seen(piece, _foreign[piece.Foreign]).to_type(piece.Parameter.dtype) * piece.Rule.Factor;
            Part(piece, piece.Parameter).copy_(value);
        }
    }

    /// <summary>The gradient of a foreign array, of its shape; zeros where nothing depended on it; null when the array was left
    /// out.</summary>
    public torch.Tensor? Gradient(string foreign)
    {
        var pieces = _pieces.Where(piece => piece.Foreign == foreign).ToList();
        if (pieces.Count == 0)
        {
            return null;
        }

        var whole = torch.zeros(_foreign[foreign].shape, pieces[0].Parameter.dtype);
        foreach (var piece in pieces.Where(piece => piece.Parameter.grad is not null))
        {
            var place = Seen(piece, whole);
            place.copy_(place + (Part(piece, piece.Parameter.grad!.cpu()).view(place.shape) * piece.Rule.Factor));
        }

        return whole;
    }

    private static Regex FormOf(string pattern) =>
        new($"^{Regex.Replace(Regex.Escape(pattern), @"\\\{(\w+)}", "(?<$1>[0-9]+)")}$", RegexOptions.CultureInvariant);

    /// <summary>The part of a foreign array that a piece is about, as a view in our orientation.</summary>
    private static torch.Tensor Seen(Piece piece, torch.Tensor foreign)
    {
        var part = piece.Rule.From is [var from, var to] ? foreign.narrow(0, from, to - from) : foreign;
        var turned = piece.Rule.Transpose ? part.transpose(0, 1) : part;
        return turned.view(piece.Shape);
    }

    private static torch.Tensor Part(Piece piece, torch.Tensor ours) =>
        piece.Shape.Length == 0 ? ours : ours.narrow(0, piece.Start, piece.Shape[0]);

    private void Place(NamedRules named, string name, Match match)
    {
        foreach (var rule in named.Rules)
        {
            var to = Regex.Replace(rule.To, @"\{(\w+)}", group => match.Groups[group.Groups[1].Value].Value);
            var form = new Regex($"^{Regex.Escape(to).Replace(@"\*", "[^.]+", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
            var targets = _ours.Keys.Where(ours => form.IsMatch(ours)).ToList();
            if (targets.Count == 0)
            {
                throw named.Location.Wrong(named.Pattern, $"the model has no parameter called '{to}'{NearestName.Hint(to, _ours.Keys)}");
            }

            foreach (var target in targets)
            {
                _pieces.Add(Fit(named, rule, name, target));
            }
        }
    }

    private Piece Fit(NamedRules named, WeightRule rule, string name, string target)
    {
        var (foreign, ours) = (_foreign[name], _ours[target]);
        var start = rule.Rows?[0] ?? _next.GetValueOrDefault(target);
        var elements = rule.From is [var from, var to] ? foreign.narrow(0, from, Math.Min(to, foreign.shape[0]) - from).numel()
            : foreign.numel();
        var shape = ours.shape.ToArray();
        if (shape.Length > 0)
        {
            shape[0] = rule.Rows is [var first, var last] ? last - first : elements / (ours.numel() / shape[0]);
        }

        var turns = !rule.Transpose || (foreign.dim() == 2 && shape.Length == 2 && shape[1] == foreign.shape[0]);
        if (shape.Aggregate(1L, (product, size) => product * size) != elements || (shape.Length > 0 && start + shape[0] > ours.shape[0])
            || !turns)
        {
            throw named.Location.Wrong(name,
                $"({string.Join(", ", foreign.shape)}) does not fit into '{target}' ({string.Join(", ", ours.shape)}) from row {start} on.");
        }

        _next[target] = start + shape.FirstOrDefault();
        _filled[target] = _filled.GetValueOrDefault(target) + elements;
        return new(name, ours, rule, start, shape);
    }

    private void CheckFilled()
    {
        var wrong = _ours.Where(pair => _filled.GetValueOrDefault(pair.Key) != pair.Value.numel()).Select(pair => pair.Key).ToList();
        if (wrong.Count > 0)
        {
            throw new ConfigurationException("",
                $"the case's weights do not fill, or fill twice, the parameters {string.Join(", ", wrong)}.");
        }
    }

    private sealed record Piece(string Foreign, Parameter Parameter, WeightRule Rule, long Start, long[] Shape);
}
