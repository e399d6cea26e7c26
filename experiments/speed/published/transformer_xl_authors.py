"""kimiyoung/transformer-xl, the PyTorch program: relative positions, memory of hidden states."""
import torch
from adapter import Base
from torch import nn

if torch.version.cuda is None:
    torch.version.cuda = "0.0"  # it asks which, and uses it nowhere
from mem_transformer import MemTransformerLM  # noqa: E402


class Adapter(Base):
    differs = "relative sinusoids and two biases beside the keys, LayerNorm after each part, ReLU; forward passes compute the loss too"

    def __init__(self, shape, form):
        self.model = MemTransformerLM(
            shape.vocabulary, shape.layers, shape.heads, shape.width, shape.width // shape.heads, shape.plain, 0.0, 0.0,
            tgt_len=shape.segment, ext_len=0, mem_len=shape.memory)
        for parameter in self.model.parameters():
            if parameter.dim() > 1:
                nn.init.normal_(parameter, std=0.02)

    def begin(self, rows):
        return ()

    def loss(self, tokens, targets, memory):
        loss, *memory = self.model(tokens.t().contiguous(), targets.t().contiguous(), *memory)
        return loss.mean(), memory

    def read(self, tokens, targets, memory):
        return self.loss(tokens, targets, memory)

    def detach(self, memory):
        return memory
