"""Longformer as UniMem has it: of the earlier segments, a window with gaps and the oldest slots. When a segment no longer fits into the
memory, all that was held goes and memory begins again with that segment. Memory stands at the segment's first token."""
from case import LENGTH, Case
from llama import LAYERS, Slots, layer, logits, make

CAPACITY, WINDOW, STRIDE, GLOBALS = 2 * LENGTH, LENGTH, 2, 2
case = Case()
w = make(case)


def read(tokens, memory):
    x, after = w["embedding"][tokens], []
    first = memory.layers[0][-1][2] + 1 if memory.layers[0] else 0
    for n in range(LAYERS):
        slots = memory.layers[n]

        def seen(i, rank, p):
            distance = first + i - p
            return rank < GLOBALS or (distance <= WINDOW and distance % STRIDE == 0)

        def remembered(q, i, g):
            return [(k[g], v[g]) for rank, (k, v, p) in enumerate(slots) if seen(i, rank, p)]

        x, k, v = layer(w, n, x, range(len(x)), lambda i, j: j <= i, remembered)
        written = [(k[i], v[i], first + i) for i in range(len(x))]
        after.append(slots + written if len(slots) + len(written) <= CAPACITY else written)
    return logits(w, x), Slots(after)


case.run(Slots, read, bptt=3)
