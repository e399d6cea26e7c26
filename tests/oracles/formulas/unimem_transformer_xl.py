"""Transformer-XL as UniMem has it: keys and values of the last segment, of which a query sees those less than a window before it.
Memory stands at the segment's first token: queries keep their place in the segment, keys of memory are not turned. The first row begins with a
memory that takes gradients."""
from case import LENGTH, Case
from llama import GROUPS, HEAD, LAYERS, Slots, layer, logits, make

WINDOW = LENGTH
case = Case()
w = make(case)
held = [[case.hold(f"recent/{n}", part, GROUPS, LENGTH, HEAD) for part in ["keys", "values"]] for n in range(LAYERS)]
before = Slots([[(k[:, m], v[:, m], m) for m in range(LENGTH)] for k, v in held])


def read(tokens, memory):
    x, after = w["embedding"][tokens], []
    first = memory.layers[0][-1][2] + 1 if memory.layers[0] else 0
    for n in range(LAYERS):
        slots = memory.layers[n]

        def remembered(q, i, g):
            return [(k[g], v[g]) for k, v, p in slots if first + i - p <= WINDOW]

        x, k, v = layer(w, n, x, range(len(x)), lambda i, j: j <= i, remembered)
        after.append((slots + [(k[i], v[i], first + i) for i in range(len(x))])[-LENGTH:])
    return logits(w, x), Slots(after)


case.run(Slots, read, bptt=3, before=before)
