using System.Collections.Immutable;
using TorchSharp;
using UniMem.Attention;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Testing.Scenes;

/// <summary>The tensors of a scene. Each is drawn for all rows before rows or numbers are left out, so that what remains is the same.</summary>
internal sealed class Material : IDisposable
{
    private readonly Scene _scene;
    private readonly Staging _staging;
    private readonly ModelConfig _model;
    private readonly torch.Generator _generator;

    public Material(Scene scene, Staging staging, ModelConfig model)
    {
        (_scene, _staging, _model) = (scene, staging, model);
        _generator = new torch.Generator((ulong)scene.Seed, torch.CPU);
        var rows = Enumerable.Range(0, scene.RowCount).ToArray();
        var (tokens, slots) = (torch.arange(scene.Tokens).unsqueeze(0), torch.arange(scene.Slots).unsqueeze(0));
        var origin_B1 = torch.tensor(rows.Select(scene.Origin).ToArray()).unsqueeze(1);
        var shown_BT = tokens < torch.tensor(scene.Rows.Select(row => (long)row.Shown).ToArray()).unsqueeze(1);
        var held_BM = slots >= scene.Slots - torch.tensor(scene.Rows.Select(row => (long)row.Held).ToArray()).unsqueeze(1);
        var row_B1 = torch.tensor(rows.Select(row => (long)row).ToArray()).unsqueeze(1);
        var focus = staging.Altered ?? staging.Gradient;
        TokenMatters = Matters(focus, row_B1, shown_BT, focus is { Later: true } ? tokens <= focus.Token : torch.ones_like(shown_BT));
        SlotMatters = Matters(focus, row_B1, held_BM, torch.ones_like(held_BM));
        Origin = Stage("origin", origin_B1);
        Visible = Stage("visibility", shown_BT);
        Positions = Stage("positions", (origin_B1 + tokens).masked_fill(shown_BT.logical_not(), -1));
        Valid = Stage("validity of slots", held_BM);
        Places = Stage("positions of slots", (origin_B1 - ((scene.Slots - slots) * scene.Stride)).masked_fill(held_BM.logical_not(), 0));
    }

    /// <summary>(B, T) bool: tokens that may matter to the row and token in focus.</summary>
    private torch.Tensor TokenMatters { get; }

    /// <summary>(B, M) bool: slots that may.</summary>
    private torch.Tensor SlotMatters { get; }

    /// <summary>(B, 1) int64.</summary>
    public torch.Tensor Origin { get; }

    /// <summary>(B, T) bool.</summary>
    public torch.Tensor Visible { get; }

    /// <summary>(B, T) int64; -1 for padding.</summary>
    public torch.Tensor Positions { get; }

    /// <summary>(B, M) bool.</summary>
    public torch.Tensor Valid { get; }

    /// <summary>(B, M) int64.</summary>
    public torch.Tensor Places { get; }

    /// <summary>Rows that take part, by their number in the scene.</summary>
    public IReadOnlyList<int> Rows => _staging.Alone is { } row ? [row] : [.. Enumerable.Range(0, _scene.RowCount)];

    /// <summary>Whether no row of the scene holds anything, so that there is no memory to read.</summary>
    public bool Empty => _scene.Rows.All(row => row.Held == 0);

    /// <summary>Whether slots stand at neighbouring positions.</summary>
    public bool Dense => _scene.Stride == 1;

    /// <summary>A row of the tensors as the scene says it.</summary>
    public SceneRow Row(int index) => _scene.Rows[Rows[index]];

    /// <summary>Memory tokens beside the segment's own.</summary>
    public int Beside => _scene.Beside;

    /// <summary>The columns of slots that a row holds.</summary>
    /// <param name="columns">(..., M) of one row.</param>
    /// <param name="index">The row.</param>
    public torch.Tensor OfHeld(torch.Tensor columns, int index) => columns.narrow(-1, _scene.Slots - Row(index).Held, Row(index).Held);

    /// <summary>Slots that hold keys and values, as every query sees them.</summary>
    public SharedView Shown(MemoryBlock held) => new()
    {
        Keys = held.Keys,
        Values = held.Values,
        Positions = held.Positions,
        RankFromNewest = SlotRanks.Of(held.Valid).FromNewest,
        Visible = held.Valid.unsqueeze(1).unsqueeze(1),
        Unbroken = Dense,
    };

    /// <summary>A number for each token and head, in the compute type.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="width">Width of a head.</param>
    /// <param name="type">Another type than that.</param>
    public torch.Tensor OfTokens(string name, long heads, long width, torch.ScalarType? type = null) => Draw(
        name, [_scene.RowCount, heads, _scene.Tokens, width], type ?? _staging.Compute, TokenMatters.unsqueeze(1).unsqueeze(-1));

    /// <summary>The residual stream, (B, T, E) in the precise type.</summary>
    public torch.Tensor Hidden(string name) => Draw(
        name, [_scene.RowCount, _scene.Tokens, _model.Width], torch.ScalarType.Float32, TokenMatters.unsqueeze(-1));

    /// <summary>The query that a layer asks.</summary>
    public AttentionQuery Query(IPositionPolicy policy) => new(OfTokens("queries", _model.Heads, _model.HeadWidth), Positions, Origin, policy);

    /// <summary>Slots that hold keys and values.</summary>
    public MemoryBlock KeyValues() => new(
        OfSlots("keys of slots", _model.KeyValueHeads, _model.HeadWidth, _staging.Compute),
        OfSlots("values of slots", _model.KeyValueHeads, _model.HeadWidth, _staging.Compute), Places, Valid);

    /// <summary>Slots that hold hidden states.</summary>
    public MemoryBlock HiddenStates()
    {
        var hidden_B1ME = OfSlots("slots", 1, _model.Width, torch.ScalarType.Float32);
        return new(hidden_B1ME, hidden_B1ME, Places, Valid);
    }

    /// <summary>The stream of a segment, alone or with memory tokens around it.</summary>
    /// <param name="write">Name of a memory whose write tokens stand at the end; null for none.</param>
    public ResidualStream Stream(string? write)
    {
        var (before, after) = (_scene.Beside, write is null ? 0 : 2);
        var hidden = Hidden("hidden states");
        torch.Tensor Extra(string name, long count) => Draw(
            name, [_scene.RowCount, count, _model.Width], torch.ScalarType.Float32, RowMatters.unsqueeze(-1));
        var rows = Origin.shape[0];
        torch.Tensor Place(long from, long count) => Origin + torch.arange(count, device: Origin.device).unsqueeze(0) + from;
        torch.Tensor Seen(long count) => torch.ones([rows, count], torch.ScalarType.Bool, Origin.device);
        var spans = ImmutableList.CreateBuilder<StreamSpan>();
        if (before > 0)
        {
            spans.Add(new(StreamSpan.ReadOf("other"), 0, before, Mutual: true));
        }

        spans.Add(new(ResidualStream.Text, before, _scene.Tokens));
        if (write is not null)
        {
            spans.Add(new(StreamSpan.WriteOf(write), before + _scene.Tokens, after, Mutual: true));
        }

        return spans.Count == 1
            ? new(hidden, Positions, Visible, spans.ToImmutable())
            : new(
                Note("stream", torch.cat([Extra("memory tokens", before), hidden, Extra("write tokens", after)], 1)),
                Note("positions of the stream", torch.cat([Place(-before, before), Positions, Place(_scene.Tokens, after)], 1)),
                Note("visibility of the stream", torch.cat([Seen(before), Visible, Seen(after)], 1)),
                spans.ToImmutable());
    }

    /// <summary>Numbers beside the segment's own, for each place of a longer stream, in the compute type.</summary>
    public torch.Tensor OfStream(string name, ResidualStream stream, long heads, long width, torch.ScalarType? type = null)
    {
        var text = OfTokens(name, heads, width, type);
        var (span, length) = (stream.Span(ResidualStream.Text), stream.Positions.shape[1]);
        torch.Tensor Extra(long count) => Draw(
            name, [_scene.RowCount, heads, count, width], type ?? _staging.Compute, RowMatters.unsqueeze(-1).unsqueeze(-1));
        return length == span.Length ? text : Note(name, torch.cat([Extra(span.Start), text, Extra(length - span.Start - span.Length)], 2));
    }

    /// <summary>What a layer shows its writers, with what an earlier memory of it has just let go of.</summary>
    /// <param name="write">Name of a memory whose write tokens stand at the end of the output; null at a layer.</param>
    public LayerActivations Layer(string? write)
    {
        var stream = Stream(write);
        var input = OfStream("the layer's input", stream, 1, _model.Width, torch.ScalarType.Float32).squeeze(1);
        if (write is not null)
        {
            return new(stream, stream.Hidden, null, null);
        }

        var (keys, values) = (OfStream("keys", stream, _model.KeyValueHeads, _model.HeadWidth), OfStream("values", stream, _model.KeyValueHeads, _model.HeadWidth));
        var slots = KeyValues();
        var stays = SlotRanks.Of(slots.Valid).FromNewest < (_scene.Slots / 2);
        return new(stream, input, keys, values)
        {
            Queries = OfStream("queries", stream, _model.Heads, _model.HeadWidth),
            Projection = new SomeProjection(_model, _staging.Compute),
            Losses = AuxiliaryLosses.None,
            Turnovers = ImmutableDictionary<string, Turnover>.Empty.Add(ContractSizes.Earlier, new Turnover(slots, stays))
                .Add(ContractSizes.EarlierHidden, new Turnover(HiddenStates(), stays)),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();

    private torch.Tensor RowMatters => TokenMatters.any(1, keepdim: true);

    private torch.Tensor OfSlots(string name, long heads, long width, torch.ScalarType type) => Draw(
        name, [_scene.RowCount, heads, _scene.Slots, width], type, SlotMatters.unsqueeze(1).unsqueeze(-1));

    /// <summary>Random numbers; others where they may not matter, if that is asked for.</summary>
    private torch.Tensor Draw(string name, long[] shape, torch.ScalarType type, torch.Tensor matters)
    {
        var drawn = torch.empty(shape, torch.ScalarType.Float32).normal_(0, 1, _generator) * _scene.Scale;
        var shown = _staging.Altered is null ? drawn : torch.where(matters, drawn, 3 - (2 * drawn));
        var leaf = There(Row(shown).to_type(type));
        if (_staging.Gradient is not null)
        {
            leaf = leaf.detach().clone().requires_grad_();
            _staging.Leaves?.Add(new(name, leaf, There(Row(matters)).expand(leaf.shape)));
        }

        return Note(name, leaf);
    }

    private torch.Tensor Stage(string name, torch.Tensor tensor) => Note(name, There(Row(tensor).contiguous().clone()));

    private torch.Tensor Row(torch.Tensor tensor) => _staging.Alone is { } row ? tensor.narrow(0, row, 1) : tensor;

    private torch.Tensor There(torch.Tensor tensor) => _staging.Device is { } device ? tensor.to(device) : tensor;

    private torch.Tensor Note(string name, torch.Tensor tensor)
    {
        _staging.Ledger?.Note(name, tensor);
        return tensor;
    }

    private static torch.Tensor Matters(Focus? focus, torch.Tensor row_B1, torch.Tensor present, torch.Tensor early)
    {
        var matters = torch.ones_like(present);
        if (focus is null)
        {
            return matters;
        }

        var mine_B1 = row_B1 == focus.Row;
        matters = focus.Others ? matters.logical_and(mine_B1) : matters;
        var otherOrEarly = mine_B1.logical_not().logical_or(early);
        matters = focus.Later ? matters.logical_and(otherOrEarly) : matters;
        return focus.Absent ? matters.logical_and(present) : matters;
    }
}
