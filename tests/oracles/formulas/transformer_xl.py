"""Transformer-XL (Dai et al. 2019, arXiv:1901.02860, sections 3.2 and 3.3): a layer attends to what entered it in the segment before, without
a gradient, and to the segment. Norms follow the sums; the embedding is scaled by the root of the width and shared with the head."""
import math

import torch
from case import LENGTH, VOCABULARY, Case
from relative import LAYERS, WIDTH, attend, heads, linear, make, norm

case = Case()
w = make(case, biased=False)
case.weight("head_bias", VOCABULARY)


class Memory:
    def __init__(self, hidden=None):
        self.hidden = hidden or [torch.zeros(0, WIDTH) for _ in range(LAYERS)]

    def cut(self):
        return self


def read(tokens, memory):
    x, after = w["embedding"][tokens] * math.sqrt(WIDTH), []
    for n in range(LAYERS):
        held = len(memory.hidden[n])
        both = torch.cat([memory.hidden[n], x])
        after.append(both[-LENGTH:].detach())
        a = attend(w, n, heads(linear(w, f"{n}.query", x)), heads(linear(w, f"{n}.key", both)), heads(linear(w, f"{n}.value", both)),
                   lambda i, j: held + i - j, lambda i, j, h: j <= held + i)
        x = norm(w, f"{n}.norm_attention", x + linear(w, f"{n}.output", a))
        x = norm(w, f"{n}.norm_forward", x + linear(w, f"{n}.down", torch.relu(linear(w, f"{n}.up", x))))
    return x @ w["embedding"].T + w["head_bias"], Memory(after)


case.run(Memory, read, bptt=3)
