using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Replaces each index by a row of a table.</summary>
        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            private readonly EmbeddingOptions _options;

            [ComponentName(Name = nameof(weight))]
            private Parameter _weight;

            internal Embedding(Tensor table, bool requires_grad, EmbeddingOptions options) : base(nameof(Embedding))
            {
                _options = options;
                _weight = new Parameter(table, requires_grad);
                _weight.DetachFromDisposeScope();
                ConditionallyRegisterParameter(nameof(weight), _weight);
            }

            /// <summary>The table, (number, width). Setting it disposes the old one, unless it is the same.</summary>
            [System.Diagnostics.CodeAnalysis.DisallowNull]
            public Parameter? weight
            {
                get => _weight;
                set
                {
                    if (value.Handle != _weight.Handle)
                    {
                        _weight.Dispose();
                        _weight = value;
                        _weight.DetachFromDisposeScope();
                        ConditionallyRegisterParameter(nameof(weight), _weight);
                    }
                }
            }

            /// <inheritdoc/>
            public override Tensor forward(Tensor input) => _options.Look(input, _weight);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A table of normally distributed rows, that of the padding index zero.</summary>
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                var options = new EmbeddingOptions(padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
                var table = torch.empty(num_embeddings, embedding_dims, dtype: dtype, device: device);
                using var _ = no_grad();
                init.normal_(table);
                if (padding_idx is { } index)
                {
                    using var row = table.select(0, index);
                    row.zero_();
                }

                return new Embedding(table, requires_grad: true, options);
            }

            /// <summary>A table with the given rows, which are copied.</summary>
            public static Embedding Embedding_from_pretrained(
                Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                using var _ = no_grad();
                var options = new EmbeddingOptions(padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
                var table = embeddings.detach().to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true);
                return new Embedding(table, !freeze, options);
            }
        }
    }
}
