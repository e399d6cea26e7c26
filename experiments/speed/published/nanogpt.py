"""karpathy/nanoGPT: GPT-2, no memory."""
from adapter import Base, linear
from model import GPT, GPTConfig


class Adapter(Base):
    differs = "LayerNorm, learned positions, GELU; bias=False, the faster form; the feed-forward widened to our parameters"

    def __init__(self, shape, form):
        self.model = GPT(GPTConfig(shape.segment, shape.vocabulary, shape.layers, shape.heads, shape.width, 0.0, False))
        for block in self.model.transformer.h:
            block.mlp.c_fc = linear(shape.width, shape.plain, block.mlp.c_fc)
            block.mlp.c_proj = linear(shape.plain, shape.width, block.mlp.c_proj)

    def read(self, tokens, targets, memory):
        return self.model(tokens, targets)[0], None

    def loss(self, tokens, targets, memory):
        return self.model(tokens, targets)[1], None
