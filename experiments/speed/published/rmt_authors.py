"""booydar/recurrent-memory-transformer: memory tokens around a GPT-2 of Hugging Face."""
from adapter import Base
from huggingface import transformers
from modeling_rmt.language_modeling import MemoryCell


class Adapter(Base):
    differs = "GPT-2: LayerNorm, learned positions, tanh-GELU; the cell alone, its wrapper's copies of hidden states left out"

    def __init__(self, shape, form):
        config = transformers.GPT2Config(
            vocab_size=shape.vocabulary, n_positions=shape.segment + 2 * shape.tokens, n_embd=shape.width, n_layer=shape.layers, n_head=shape.heads,
            n_inner=shape.plain, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0, use_cache=False)
        self.model = MemoryCell(transformers.GPT2LMHeadModel(config), shape.tokens)

    def logits(self, tokens, memory):
        out, memory = self.model(tokens, memory)
        return out.logits, memory
