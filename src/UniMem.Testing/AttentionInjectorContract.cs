using NUnit.Framework;
using TorchSharp;
using UniMem.Attention;
using UniMem.Components;
using UniMem.Memory;
using UniMem.Testing.Rules;
using UniMem.Testing.Scenes;

namespace UniMem.Testing;

/// <summary>What injectors promise that enter a layer. Inherit the contract of a site, not this.</summary>
/// <typeparam name="TConfig">The injector's configuration record.</typeparam>
public abstract class AttentionInjectorContract<TConfig> : LearningContract<TConfig>
    where TConfig : InjectorConfig
{
    /// <summary>What comes out for a token does not depend on later tokens.</summary>
    [Test]
    [Rule("future-seen")]
    public void Result_OfAToken_DoesNotDependOnLaterTokens() => TryUnfelt(
        "future-seen", new(0, 0, Later: true), "the result depends on tokens that come later in the segment");

    private protected override Focus Promise => new(0, 0, Others: true, Later: true, Absent: true);

    private protected sealed override object Build(TConfig config, BuildContext context) => config.Build(context.At("inject"));

    /// <summary>The part is an injector of another site.</summary>
    private protected static InvalidOperationException NotA<T>(object part) =>
        new($"{part.GetType().Name} is no {typeof(T).Name}; inherit the contract of the site at which it enters.");

    /// <summary>The segment's own keys, each seen by its own query and the later ones.</summary>
    private protected SharedView OwnKeys(Material material, AttentionQuery query)
    {
        var model = Context.Model;
        var index_T = torch.arange(query.Positions.shape[1], device: query.Positions.device);
        return new()
        {
            Keys = material.OfTokens("keys", model.KeyValueHeads, model.HeadWidth),
            Values = material.OfTokens("values", model.KeyValueHeads, model.HeadWidth),
            Positions = query.Positions,
            RankFromNewest = query.Origin - query.Positions - 1,
            Visible = (index_T.unsqueeze(-1) >= index_T.unsqueeze(0)).unsqueeze(0).unsqueeze(0).logical_and(material.Visible.unsqueeze(1).unsqueeze(1)),
            Own = query.Positions.shape[1],
        };
    }

    /// <summary>The output of each row's tokens.</summary>
    private protected static Answer Each(Material material, AttentionOutput output) => new([.. material.Rows.Select((_, row) => (IReadOnlyList<NamedTensor>)
    [
        new("the outputs", output.Values[row].narrow(1, 0, material.Row(row).Shown), Time: 1),
    ])]);
}
