"""lucidrains/recurrent-memory-transformer-pytorch: read and write memories around each segment."""
from adapter import Base
from recurrent_memory_transformer_pytorch import RecurrentMemoryTransformer


class Adapter(Base):
    differs = "its norms, GEGLU, learned positions, a null key, untied head; without its extra XL memories; as of February 2024, before it needed PyTorch 2.4"

    def __init__(self, shape, form):
        self.model = RecurrentMemoryTransformer(
            shape.width, num_tokens=shape.vocabulary, depth=shape.layers, num_memory_tokens=shape.tokens, seq_len=shape.segment,
            heads=shape.heads, dim_head=shape.width // shape.heads, ff_mult=shape.plain / shape.width, use_xl_memories=False)

    def logits(self, tokens, memory):
        logits, memory, _ = self.model(tokens, memory)
        return logits, memory
