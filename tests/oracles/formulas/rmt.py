"""RMT (Bulatov et al. 2022, arXiv:2207.06881, section 3) over Transformer-XL's backbone: [memory ; segment ; memory]. Both blocks begin as the
memory so far, learned vectors at first. The tokens of a block see each other, and those after the segment all of it; text sees what stands
before it. What leaves the last block is the next memory."""
import math

import torch
from case import LENGTH, VOCABULARY, Case
from relative import LAYERS, WIDTH, attend, heads, linear, make, norm

TOKENS = 3
case = Case()
w = make(case, biased=False)
case.weight("head_bias", VOCABULARY)
initial = case.weight("memory", TOKENS, WIDTH)


class Memory:
    def __init__(self, vectors=initial):
        self.vectors = vectors

    def cut(self):
        return Memory(self.vectors.detach())


def read(tokens, memory):
    x = torch.cat([memory.vectors, w["embedding"][tokens] * math.sqrt(WIDTH), memory.vectors])
    end = TOKENS + len(tokens)
    columns = 2 * TOKENS + LENGTH

    def distance(i, j):
        return i - j if j <= i else None if j == i + 1 else (i + 1, columns - 1 - (j - i - 2))

    def seen(i, j, h):
        return j <= i or (i < TOKENS and j < TOKENS) or i >= end

    for n in range(LAYERS):
        q, k, v = (heads(linear(w, f"{n}.{name}", x)) for name in ["query", "key", "value"])
        x = norm(w, f"{n}.norm_attention", x + linear(w, f"{n}.output", attend(w, n, q, k, v, distance, seen)))
        x = norm(w, f"{n}.norm_forward", x + linear(w, f"{n}.down", torch.relu(linear(w, f"{n}.up", x))))
    return x[TOKENS:end] @ w["embedding"].T + w["head_bias"], Memory(x[end:])


case.run(Memory, read, bptt=3)
