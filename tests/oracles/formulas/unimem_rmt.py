"""RMT as UniMem has it: [memory ; segment ; memory] through a causal decoder, at consecutive places. What the final norm makes of the last
block is the next memory. A document's first segment has no block before it, and writes into learned vectors."""
import torch
from case import Case
from llama import LAYERS, WIDTH, layer, make, norm

TOKENS = 3
case = Case()
w = make(case)
initial = case.weight("memory", TOKENS, WIDTH)


class Memory:
    def __init__(self, vectors=None):
        self.vectors = vectors

    def cut(self):
        return Memory(self.vectors.detach())


def read(tokens, memory):
    before = [] if memory.vectors is None else [memory.vectors]
    after = initial if memory.vectors is None else memory.vectors
    x = torch.cat(before + [w["embedding"][tokens], after])
    start = TOKENS * len(before)
    for n in range(LAYERS):
        x, _, _ = layer(w, n, x, range(len(x)), lambda i, j: j <= i, lambda q, i, g: [])
    x = norm(x, w["norm"])
    return x[start:start + len(tokens)] @ w["head"].T, Memory(x[start + len(tokens):])


case.run(Memory, read, bptt=3)
