using TorchSharp;

namespace UniMem.Memory;

/// <summary>A run of <c>M</c> memory slots of every row, oldest first. Immutable: nobody writes into its tensors.</summary>
/// <remarks>
/// <para>A hidden-space block has one head of the model's width, and the same tensor as keys and values.</para>
/// <para>
/// A block that was carried is a view of a buffer that grows behind it, and slots written since lie apart from it: <see cref="Narrow"/> and
/// <see cref="Append"/> cost nothing that grows with the slots, and asking for a tensor puts together what the block has of it, once.
/// </para>
/// </remarks>
public sealed partial record MemoryBlock
{
    private readonly SlotTensor _keys;
    private readonly SlotTensor _values;
    private readonly SlotTensor _positions;
    private readonly SlotTensor? _attention;
    private SlotTensor? _valid;
    private IReadOnlyList<SlotRun>? _runs;
    private bool _scattered;
    private SlotProjection? _projection;

    /// <param name="Keys">(B, G, M, D), unrotated.</param>
    /// <param name="Values">(B, G, M, D).</param>
    /// <param name="Positions">(B, M) int64: index in the document of the token that made the slot.</param>
    /// <param name="Valid">(B, M) bool: false for a slot that this row does not hold. Its keys and values are finite and never read.</param>
    public MemoryBlock(torch.Tensor Keys, torch.Tensor Values, torch.Tensor Positions, torch.Tensor Valid)
    {
        _keys = new(Keys);
        _values = ReferenceEquals(Keys, Values) ? _keys : new(Values);
        (_positions, _valid) = (new(Positions), new(Valid));
    }

    /// <summary>Slots that are held in fewer bytes.</summary>
    /// <param name="keys">(B, G, M, D), unrotated.</param>
    /// <param name="values">(B, G, M, D); the same object where values are the very tensor that the keys are.</param>
    /// <param name="positions">(B, M) int64.</param>
    /// <param name="valid">(B, M) bool.</param>
    public MemoryBlock(NarrowSlots keys, NarrowSlots values, torch.Tensor positions, torch.Tensor valid)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        _keys = new(keys);
        _values = ReferenceEquals(keys, values) ? _keys : new(values);
        (_positions, _valid) = (new(positions), new(valid));
        CarriedAs = keys.Scale is null ? SlotType.Bfloat16 : SlotType.Int8;
    }

    private MemoryBlock(SlotTensor keys, SlotTensor values, SlotTensor positions, SlotTensor? attention, SlotTensor? valid, IReadOnlyList<SlotRun>? runs) =>
        (_keys, _values, _positions, _attention, _valid, _runs) = (keys, values, positions, attention, valid, runs);

    /// <summary>(B, G, M, D), unrotated.</summary>
    public torch.Tensor Keys
    {
        get => _projection is null ? _keys.Whole : _projection.Of(_keys).Keys;
        init
        {
            (_values, _projection) = (_projection is null ? _values : new(Values), null);
            _keys = _values.Is(value) ? _values : new(value);
        }
    }

    /// <summary>(B, G, M, D).</summary>
    public torch.Tensor Values
    {
        get => _projection is null ? _values.Whole : _projection.Of(_keys).Values;
        init
        {
            (_keys, _projection) = (_projection is null ? _keys : new(Keys), null);
            _values = _keys.Is(value) ? _keys : new(value);
        }
    }

    /// <summary>(B, M) int64: index in the document of the token that made the slot.</summary>
    public torch.Tensor Positions
    {
        get => _positions.Whole;
        init => (_positions, _runs, _scattered) = (new(value), null, false);
    }

    /// <summary>(B, M) bool: false for a slot that this row does not hold. Its keys and values are finite and never read.</summary>
    public torch.Tensor Valid
    {
        get
        {
            if (_valid is null || (_runs is not null && _valid.Whole.IsInvalid))
            {
                _valid = new(SlotRuns.Valid(_runs!, Slots, Device));
            }

            return _valid.Whole;
        }

        init => (_valid, _runs, _scattered) = (new(value), null, false);
    }

    /// <summary>
    /// (B, M) in the precise type, at least 0: attention that the slot has received since it was written, its own segment included, as a mean
    /// over heads and a sum over queries; 0 where not valid. Null where nobody looks at it. It carries no gradient.
    /// </summary>
    public torch.Tensor? Attention
    {
        get => _attention?.Whole;
        init => _attention = value is null ? null : new(value);
    }

    /// <summary>
    /// What the host knows of the columns that each row holds, which spares it asking the device; null where it does not know. Set by a
    /// writer that knows, in agreement with <see cref="Positions"/> and <see cref="Valid"/>; the others' blocks are looked at once.
    /// </summary>
    public IReadOnlyList<SlotRun>? Runs
    {
        get => _runs;
        init => (_runs, _valid) = (value, value is null ? _valid : null);
    }

    /// <summary>In which type keys and values are held once carried; null for the one they have. Slots that have a graph keep theirs.</summary>
    public SlotType? CarriedAs { get; init; }

    /// <summary>Keys and values in fewer bytes, where all of them are held so; null where not.</summary>
    public (NarrowSlots Keys, NarrowSlots Values)? Narrowed =>
        _keys.Narrow() is { } keys && (SharesValues ? keys : _values.Narrow()) is { } values ? (keys, values) : null;

    /// <summary>Slots per row, held or not.</summary>
    public long Slots => _positions.Slots;

    /// <summary>Rows.</summary>
    public long Rows => _positions.Rows;

    /// <summary>Where the slots live.</summary>
    public torch.Device Device => _positions.Device;

    /// <summary>Bytes of keys, values, positions, validity and attention; keys and values that are one tensor count once.</summary>
    public long Bytes => _keys.Bytes + (SharesValues ? 0 : _values.Bytes) + _positions.Bytes + (Rows * Slots) + (_attention?.Bytes ?? 0);

    /// <summary>Bytes of the buffers that carried slots lie in, their room for further ones included: at most twice <see cref="Bytes"/>.</summary>
    public long ReservedBytes => _keys.ReservedBytes + (SharesValues ? 0 : _values.ReservedBytes) + _positions.ReservedBytes
        + (Rows * Slots) + (_attention?.ReservedBytes ?? 0);

    /// <summary>True when values are the very tensor that the keys are.</summary>
    public bool SharesValues => _projection is null && ReferenceEquals(_keys, _values);

    /// <summary>These slots, which are hidden states, as keys and values; of those that are narrowed to before anybody asks, no others are projected.</summary>
    /// <param name="project">Keys and values (B, G, S, D) of hidden states (B, 1, S, E).</param>
    public MemoryBlock Projected(Func<torch.Tensor, (torch.Tensor Keys, torch.Tensor Values)> project) => this with { _projection = new(project) };

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors)
        {
            tensor.Dispose();
        }
    }

    /// <summary>Shapes, not contents.</summary>
    public override string ToString() => $"MemoryBlock({string.Join(" x ", _keys.Shape)})";

    /// <summary>What each row holds, found by looking where it is not known; null where a row's slots are not side by side.</summary>
    internal IReadOnlyList<SlotRun>? FindRuns()
    {
        if (_runs is null && !_scattered)
        {
            _runs = SlotRuns.Find(Positions, Valid);
            _scattered = _runs is null;
        }

        return _runs;
    }

    /// <summary>The block with keys and values of its own, where it has only what they are made of.</summary>
    private MemoryBlock Settled => _projection is null ? this : this with { Keys = Keys };

    /// <summary>As <see cref="FindRuns"/>, but only where looking costs nothing: not on a GPU, which the host would wait for.</summary>
    internal IReadOnlyList<SlotRun>? KnownRuns() => Device.type == DeviceType.CPU ? FindRuns() : _runs;

    /// <summary>The tensors of keys and values that have a graph.</summary>
    internal IEnumerable<torch.Tensor> Learned => SharesValues ? _keys.Learned : _keys.Learned.Concat(_values.Learned);

    /// <summary>Every tensor that the block is held in.</summary>
    internal IEnumerable<torch.Tensor> Handles => Tensors.SelectMany(tensor => tensor.Handles);

    /// <summary>The same slots with other tensors in place of those, taken from the queue.</summary>
    internal MemoryBlock Replacing(Queue<torch.Tensor> tensors)
    {
        var keys = _keys.Replacing(tensors);
        return new(keys, SharesValues ? keys : _values.Replacing(tensors), _positions, _attention, _valid, _runs) { CarriedAs = CarriedAs };
    }

    private IEnumerable<SlotTensor> Tensors
    {
        get
        {
            yield return _keys;
            yield return _values;
            yield return _positions;
            if (_attention is not null)
            {
                yield return _attention;
            }

            if (_valid is not null)
            {
                yield return _valid;
            }
        }
    }
}
