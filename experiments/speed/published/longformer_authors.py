"""allenai/longformer: sliding chunks in a RoBERTa."""
import sys

from adapter import Base
from huggingface import transformers
from transformers.models.bart import modeling_bart
from transformers.models.roberta import modeling_roberta

# Their names when the program was written.
sys.modules["transformers.modeling_bart"], sys.modules["transformers.modeling_roberta"] = modeling_bart, modeling_roberta
modeling_roberta.RobertaConfig = transformers.RobertaConfig
from longformer.longformer import LongformerConfig, LongformerForMaskedLM, LongformerSelfAttention  # noqa: E402


def call(layer, hidden, mask, head_mask=None, encoder=None, encoder_mask=None, past=None, output_attentions=False):
    """Today's library passes one argument more."""
    return LongformerSelfAttention.forward(layer, hidden, mask, None, None, None, output_attentions)


class Adapter(Base):
    differs = "an encoder: half a segment on either side, so as many keys for a query, no memory of other segments, no global tokens; LayerNorm, GELU, one more head layer"

    def __init__(self, shape, form):
        config = LongformerConfig(
            attention_window=[shape.segment // 2] * shape.layers, attention_dilation=[1] * shape.layers, attention_mode="sliding_chunks",
            vocab_size=shape.vocabulary, hidden_size=shape.width, num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
            intermediate_size=shape.plain, max_position_embeddings=shape.segment + 2, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, pad_token_id=1)
        self.model = LongformerForMaskedLM(config)
        for layer in self.model.roberta.encoder.layer:
            layer.attention.self.forward = call.__get__(layer.attention.self)

    def logits(self, tokens, memory):
        return self.model(tokens).logits, None
