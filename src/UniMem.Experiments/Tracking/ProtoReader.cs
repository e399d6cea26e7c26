namespace UniMem.Experiments.Tracking;

/// <summary>Reads the fields of a message in the wire format of protocol buffers, one after the other.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _left = message;

    /// <summary>Number and kind of the field: <c>number &lt;&lt; 3 | kind</c>.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a field of kind 0.</summary>
    public long Varint { get; private set; }

    /// <summary>The value of any other field.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Goes to the next field; false after the last.</summary>
    /// <exception cref="FormatException">This is no such message.</exception>
    public bool Next()
    {
        if (_left.IsEmpty)
        {
            return false;
        }

        Field = (int)Raw();
        switch (Field & 7)
        {
            case 0: Varint = (long)Raw(); break;
            case 1: Bytes = Take(8); break;
            case 2: Bytes = Take(Raw()); break;
            case 5: Bytes = Take(4); break;
            default: throw new FormatException($"a field of the unknown kind {Field & 7}.");
        }

        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_left.Length)
        {
            throw new FormatException("a field that goes beyond the message.");
        }

        var taken = _left[..(int)length];
        _left = _left[(int)length..];
        return taken;
    }

    private ulong Raw()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new FormatException("a number of more than ten bytes.");
    }
}
