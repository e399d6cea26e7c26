using System.Buffers.Binary;
using System.Text;

namespace UniMem.Experiments.Tracking;

/// <summary>Scalars of one step, as TensorBoard's event files hold them.</summary>
/// <param name="WallTime">Seconds since 1970, UTC.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Scalars">Values by tag; none for the record that begins a file.</param>
/// <remarks>
/// Source: event.proto and summary.proto of TensorFlow. An Event has wall_time = 1 (double), step = 2 (int64), file_version = 3 (string) and
/// summary = 5; a Summary repeats value = 1, each with tag = 1 (string) and simple_value = 2 (float).
/// </remarks>
public sealed record ScalarEvent(double WallTime, long Step, IReadOnlyList<(string Tag, float Value)> Scalars)
{
    private const string Version = "brain.Event:2";
    private const int WallTimeField = (1 << 3) | 1;
    private const int StepField = (2 << 3) | 0;
    private const int VersionField = (3 << 3) | 2;
    private const int SummaryField = (5 << 3) | 2;
    private const int ValueField = (1 << 3) | 2;
    private const int TagField = (1 << 3) | 2;
    private const int SimpleValueField = (2 << 3) | 5;

    /// <summary>The record that begins a file.</summary>
    public static ScalarEvent Beginning(double wallTime) => new(wallTime, 0, []);

    /// <summary>True for what another event has too, whenever it was written.</summary>
    public bool TellsTheSameAs(ScalarEvent other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Step == other.Step && Scalars.SequenceEqual(other.Scalars);
    }

    /// <summary>The message.</summary>
    public byte[] ToBytes()
    {
        var message = new ProtoWriter().Double(WallTimeField, WallTime);
        message = Step == 0 ? message : message.Varint(StepField, Step);
        return (Scalars.Count == 0
            ? message.Bytes(VersionField, Encoding.UTF8.GetBytes(Version))
            : message.Bytes(SummaryField, Scalars.Aggregate(new ProtoWriter(), (summary, scalar) => summary.Bytes(
                ValueField,
                new ProtoWriter().Bytes(TagField, Encoding.UTF8.GetBytes(scalar.Tag)).Float(SimpleValueField, scalar.Value).ToArray())).ToArray())).ToArray();
    }

    /// <summary>Reads a message; fields of other kinds are passed over.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static ScalarEvent Parse(ReadOnlySpan<byte> message)
    {
        var (wallTime, step, scalars) = (0.0, 0L, new List<(string, float)>());
        for (var fields = new ProtoReader(message); fields.Next();)
        {
            switch (fields.Field)
            {
                case WallTimeField: wallTime = BinaryPrimitives.ReadDoubleLittleEndian(fields.Bytes); break;
                case StepField: step = fields.Varint; break;
                case SummaryField: ReadSummary(fields.Bytes, scalars); break;
                default: break;
            }
        }

        return new(wallTime, step, scalars);
    }

    private static void ReadSummary(ReadOnlySpan<byte> message, List<(string, float)> scalars)
    {
        for (var values = new ProtoReader(message); values.Next();)
        {
            var (tag, value) = ("", 0f);
            for (var fields = new ProtoReader(values.Bytes); fields.Next();)
            {
                (tag, value) = fields.Field switch
                {
                    TagField => (Encoding.UTF8.GetString(fields.Bytes), value),
                    SimpleValueField => (tag, BinaryPrimitives.ReadSingleLittleEndian(fields.Bytes)),
                    _ => (tag, value),
                };
            }

            scalars.Add((tag, value));
        }
    }
}
