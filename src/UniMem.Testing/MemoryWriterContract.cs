using NUnit.Framework;
using TorchSharp;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>
/// What a memory writer promises. Inherit it with one line, <c>public sealed class MyTests : MemoryWriterContract&lt;MyConfig&gt;;</c>, or with
/// an override of <c>Create</c> where settings are required.
/// </summary>
/// <remarks>
/// A writer that cannot be built at a layer is tried at the output, where a memory named <c>memory</c> has two write tokens. One that writes what
/// an earlier memory lets go of finds one of keys and values under the name <c>recent</c> and one of hidden states under <c>recent_hidden</c>. Each test is a rule; <c>docs/contracts.md</c> has a section for each.
/// </remarks>
/// <typeparam name="TConfig">The writer's configuration record.</typeparam>
public abstract class MemoryWriterContract<TConfig> : LearningContract<TConfig>
    where TConfig : WriterConfig
{
    /// <summary>A slot stands where a token stands that was there to be written.</summary>
    [Test]
    [Rule("slots-invented")]
    public void Slots_Written_StandWhereTokensStood() => Try("slots-invented", situation => Use(Fresh(), situation));

    /// <summary>Slots are written oldest first.</summary>
    [Test]
    [Rule("slots-disordered")]
    public void Slots_Written_AreOldestFirst() => Try("slots-disordered", situation => Use(Fresh(), situation));

    /// <summary>Something is written now and then.</summary>
    [Test]
    [Rule("slots-lost")]
    public void Slots_OfManySegments_AreWrittenNowAndThen()
    {
        var (asked, written) = (0, 0);
        Try("slots-lost", situation =>
        {
            var answer = Use(Fresh(), situation);
            asked++;
            written += answer.Rows.Any(row => row[0].Value.numel() > 0) ? 1 : 0;
        });
        Situations.Once("slots-lost", Subject, () =>
        {
            if (asked > 0 && written == 0)
            {
                throw new Violation("slots-lost", $"in none of {asked} segments was a slot written that is valid.");
            }
        });
    }

    /// <summary>Padding, and what a row does not hold, is not written.</summary>
    [Test]
    [Rule("forgotten-seen")]
    public void Slots_Written_DoNotDependOnPadding() => TryUnfelt(
        "forgotten-seen", new(0, 0, Absent: true), "what it writes depends on padding, or on slots that the row does not hold");

    private protected sealed override Focus Promise => new(0, 0, Others: true, Absent: true);

    private protected sealed override object Build(TConfig config, BuildContext context) => config.Build(context.At("write"));

    private protected sealed override MemoryBlock? Written(object part, LayerActivations layer) => ((IMemoryWriter)part).Write(layer);

    private protected sealed override Answer Ask(object part, Material material, Staging staging)
    {
        var writer = (IMemoryWriter)part;
        var layer = material.Layer(AtOutput ? ContractSizes.Memory : null);
        var written = writer.Write(layer);
        var block = written ?? Nothing(writer.Held, layer);
        WrittenForm.Check(block, writer.Held, layer);
        var recalled = AtOutput ? block : block.Slots == 0 ? Nothing(writer.Recalled, layer) : writer.Recall(block, new SomeProjection(Context.Model, staging.Compute));
        if (!AtOutput && block.Slots > 0)
        {
            WrittenForm.CheckRecalled(recalled, block, writer.Recalled);
        }

        return new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
        [
            new("positions of the slots written", WrittenForm.Positions(block, layer, row)),
            new("keys of the slots written", WrittenForm.Valid(block.Keys, block, row)),
            new("values of the slots written", WrittenForm.Valid(block.Values, block, row)),
            new("keys of the slots recalled", WrittenForm.Valid(recalled.Keys, block, row)),
            new("values of the slots recalled", WrittenForm.Valid(recalled.Values, block, row)),
        ])]);
    }

    private static MemoryBlock Nothing(SlotShape held, LayerActivations layer)
    {
        var (rows, device) = (layer.Input.shape[0], layer.Input.device);
        var none = torch.zeros([rows, held.Heads, 0, held.Width], torch.ScalarType.Float32, device);
        return new(none, held.Tensors == 1 ? none : none.alias(), torch.zeros([rows, 0], torch.ScalarType.Int64, device), torch.zeros([rows, 0], torch.ScalarType.Bool, device));
    }
}
