"""lucidrains/x-transformers: a decoder with Transformer-XL's memories."""
from adapter import Base
from x_transformers import Decoder, TransformerWrapper


class Adapter(Base):
    differs = "LayerNorm, GELU; rotary positions, faster here than its relative bias; as of May 2024, the last to need no PyTorch 2"

    def __init__(self, shape, form):
        layers = Decoder(
            dim=shape.width, depth=shape.layers, heads=shape.heads, attn_dim_head=shape.width // shape.heads, ff_mult=shape.plain / shape.width, rotary_pos_emb=True)
        self.model = TransformerWrapper(
            num_tokens=shape.vocabulary, max_seq_len=shape.segment, max_mem_len=shape.memory, use_abs_pos_emb=False, tie_embedding=True, attn_layers=layers)

    def logits(self, tokens, memory):
        return self.model(tokens, mems=memory, return_mems=True)

    def detach(self, memory):
        return [part.detach() for part in memory]
