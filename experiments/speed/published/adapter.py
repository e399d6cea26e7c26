"""What adapters share."""
from torch import nn
from torch.nn import functional as F


class Base:
    """Memory is whatever the implementation takes and gives back."""
    differs = ""

    def begin(self, rows):
        return None

    def logits(self, tokens, memory):
        """Logits (B, T, V) and the next memory."""
        raise NotImplementedError

    def read(self, tokens, targets, memory):
        """A forward pass: anything that depends on all of it, and the next memory."""
        return self.logits(tokens, memory)

    def loss(self, tokens, targets, memory):
        """The mean loss and the next memory."""
        logits, memory = self.logits(tokens, memory)
        return F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)), memory

    def detach(self, memory):
        return memory if memory is None else memory.detach()


def linear(inner, outer, like):
    """A layer of another width in the place of one."""
    return nn.Linear(inner, outer, bias=like.bias is not None)
