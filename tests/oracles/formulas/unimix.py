"""UniMix: RMT's memory tokens around the segment; in the upper layers besides, in one softmax, a window and the oldest slots of several
segments, and of the rest the k slots with the highest scores. Slots hold text, not memory tokens, and stand where the sequence begins."""
import torch
from case import LENGTH, Case
from llama import LAYERS, WIDTH, Slots, best, layer, make, norm

CAPACITY, WINDOW, GLOBALS, K, TOKENS, SERVED = 3 * LENGTH, LENGTH, 2, 2, 3, [1]
case = Case()
w = make(case)
initial = case.weight("memory", TOKENS, WIDTH)


class Memory:
    def __init__(self, vectors=None, slots=None):
        self.vectors, self.slots = vectors, slots or Slots()

    def cut(self):
        return Memory(self.vectors.detach(), self.slots.cut())


def read(tokens, memory):
    before = [] if memory.vectors is None else [memory.vectors]
    after = initial if memory.vectors is None else memory.vectors
    x = torch.cat(before + [w["embedding"][tokens], after])
    start, kept = TOKENS * len(before), []
    held = memory.slots.layers[1]
    first = held[-1][2] + 1 if held else 0
    for n in range(LAYERS):
        slots = memory.slots.layers[n]

        def remembered(q, i, g):
            place = i - start
            near = [rank < GLOBALS or 0 <= first + place - p <= WINDOW for rank, (_, _, p) in enumerate(slots)]
            pairs = [(k[g], v[g]) for k, v, _ in slots]
            return [pair for pair, here in zip(pairs, near) if here] + best(q, [pair for pair, here in zip(pairs, near) if not here], K)

        x, k, v = layer(w, n, x, range(len(x)), lambda i, j: j <= i, remembered)
        written = [(k[start + i], v[start + i], first + i) for i in range(len(tokens))]
        kept.append((slots + written)[-CAPACITY:] if n in SERVED else [])
    x = norm(x, w["norm"])
    return x[start:start + len(tokens)] @ w["head"].T, Memory(x[start + len(tokens):], Slots(kept))


case.run(Memory, read, bptt=3)
