using TorchSharp;

namespace UniMem.Models;

/// <summary>Where generators stood before something was drawn, so that it can be drawn again.</summary>
/// <param name="generators">The generators.</param>
internal sealed class GeneratorPlaces(IEnumerable<torch.Generator> generators)
{
    private readonly IReadOnlyList<torch.Generator> _generators = [.. generators];
    private IReadOnlyList<torch.Tensor> _before = [];

    /// <summary>Remembers where they stand.</summary>
    public void Note() => _before = Now();

    /// <summary>Computes with the numbers that were drawn since they were there, and leaves them as they are.</summary>
    public T Again<T>(Func<T> compute)
    {
        var now = Now();
        Set(_before);
        var result = compute();
        Set(now);
        return result;
    }

    private IReadOnlyList<torch.Tensor> Now() => [.. _generators.Select(generator => generator.get_state())];

    private void Set(IReadOnlyList<torch.Tensor> states)
    {
        foreach (var (generator, place) in _generators.Zip(states))
        {
            generator.set_state(place);
        }
    }
}
