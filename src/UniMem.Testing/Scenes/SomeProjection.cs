using TorchSharp;
using UniMem.Memory;
using UniMem.Models;

namespace UniMem.Testing.Scenes;

/// <summary>Some layer's projection of hidden states to keys and values.</summary>
/// <param name="model">Sizes.</param>
/// <param name="compute">Type of what it gives.</param>
internal sealed class SomeProjection(ModelConfig model, torch.ScalarType compute) : IKeyValueProjection
{
    /// <inheritdoc/>
    public (torch.Tensor Keys, torch.Tensor Values) Project(torch.Tensor hidden_BME)
    {
        var (groups, width) = (model.KeyValueHeads, model.HeadWidth);
        var weights = (torch.arange(model.Width * 2 * groups * width, device: hidden_BME.device).to_type(torch.ScalarType.Float32) * 0.37).sin()
            .view(model.Width, 2 * groups * width) * 0.3;
        var both = hidden_BME.to_type(torch.ScalarType.Float32).matmul(weights).view(hidden_BME.shape[0], hidden_BME.shape[1], 2 * groups, width)
            .transpose(1, 2).to_type(compute);
        return (both.narrow(1, 0, groups), both.narrow(1, groups, groups));
    }
}
