"""Longformer's language model (Beltagy et al. 2020, arXiv:2004.05150, sections 3.1 and 4.1) over a sequence read in segments: each token sees a
window of those before it, wider in the upper layer and there with gaps in the first two heads. No global tokens. Positions as in
Transformer-XL; norms precede; all products have biases but the head's."""
import math

import torch
from case import LENGTH, Case
from relative import LAYERS, WIDTH, attend, heads, linear, make, norm

CAPACITY = 2 * LENGTH
case = Case()
w = make(case, biased=True)
case.weight("norm", WIDTH, mean=1.0, scale=0.1)
case.weight("norm_bias", WIDTH, scale=0.1)


class Memory:
    def __init__(self, layers=None):
        self.layers = layers or [(torch.zeros(0, WIDTH), torch.zeros(0, WIDTH)) for _ in range(LAYERS)]

    def cut(self):
        return Memory([(k.detach(), v.detach()) for k, v in self.layers])


def window(n, h, distance):
    if n == 0:
        return 0 <= distance < 5
    return 0 <= distance < 12 and distance % 2 == 0 if h < 2 else 0 <= distance < 9


def read(tokens, memory):
    x, after = w["embedding"][tokens], []
    for n in range(LAYERS):
        a = norm(w, f"{n}.norm_attention", x)
        old_k, old_v = memory.layers[n]
        k, v = torch.cat([old_k, linear(w, f"{n}.key", a)]), torch.cat([old_v, linear(w, f"{n}.value", a)])
        after.append((k[-CAPACITY:], v[-CAPACITY:]))
        held = len(old_k)
        gathered = attend(w, n, heads(linear(w, f"{n}.query", a)), heads(k), heads(v),
                          lambda i, j: held + i - j, lambda i, j, h: window(n, h, held + i - j))
        x = x + linear(w, f"{n}.output", gathered)
        f = linear(w, f"{n}.up", norm(w, f"{n}.norm_forward", x))
        x = x + linear(w, f"{n}.down", f * 0.5 * (1 + torch.erf(f / math.sqrt(2))))
    return norm(w, "norm", x) @ w["embedding"].T, Memory(after)


case.run(Memory, read, bptt=3)
