"""The Memorizing Transformer as UniMem has it: in one layer, the k slots of several segments with the highest scores, by query and head,
in one softmax with the segment. Memory stands at the segment's first token."""
from case import LENGTH, Case
from llama import LAYERS, Slots, best, layer, logits, make

CAPACITY, K, SERVED = 2 * LENGTH, 4, [1]
case = Case()
w = make(case)


def read(tokens, memory):
    x, after = w["embedding"][tokens], []
    first = memory.layers[1][-1][2] + 1 if memory.layers[1] else 0
    for n in range(LAYERS):
        slots = memory.layers[n]

        def remembered(q, i, g):
            return best(q, [(k[g], v[g]) for k, v, _ in slots], K)

        x, k, v = layer(w, n, x, range(len(x)), lambda i, j: j <= i, remembered)
        written = [(k[i], v[i], first + i) for i in range(len(x))]
        after.append((slots + written)[-CAPACITY:] if n in SERVED else [])
    return logits(w, x), Slots(after)


case.run(Slots, read, bptt=3)
