"""Memorizing Transformer (Wu et al. 2022, arXiv:2203.08913, section 3): every layer sees its keys and values of the segment before, with T5's
bias for the distance; one layer besides searches many segments, by query and head, takes a softmax of its own over the best slots, and mixes
both by a learned gate of each head. Queries and keys have length 1; each head learns the scale of its scores. No gradient into memory."""
import math

import torch
from case import LENGTH, VOCABULARY, Case

LAYERS, WIDTH, HEADS, INNER = 2, 24, 4, 20
HEAD, CACHE, CAPACITY, K, SEARCHES = WIDTH // HEADS, LENGTH, 2 * LENGTH, 4, 1
BUCKETS, FARTHEST = 8, 12
case = Case()
case.weight("embedding", VOCABULARY, WIDTH)
case.weight("bias", BUCKETS, HEADS)
case.weight("gate", HEADS)
for n in range(LAYERS):
    for name, shape in {"query": (WIDTH, WIDTH), "key": (WIDTH, WIDTH), "value": (WIDTH, WIDTH), "output": (WIDTH, WIDTH),
                        "up": (INNER, WIDTH), "down": (WIDTH, INNER)}.items():
        case.weight(f"{n}.{name}", *shape)
    case.weight(f"{n}.scale", HEADS, mean=1.0)
    case.weight(f"{n}.norm_attention", WIDTH, mean=1.0, scale=0.1)
    case.weight(f"{n}.norm_forward", WIDTH, mean=1.0, scale=0.1)
case.weight("norm", WIDTH, mean=1.0, scale=0.1)
w = case.weights


class Memory:
    def __init__(self, layers=None):
        self.layers = layers or [[] for _ in range(LAYERS)]

    def cut(self):
        return self


def norm(x, weight):
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * weight


def unit(x):
    return x / torch.sqrt((x * x).sum(-1, keepdim=True))


def bucket(distance):
    near = BUCKETS // 2
    if distance < near:
        return distance
    return min(BUCKETS - 1, near + int(math.log(distance / near) / math.log(FARTHEST / near) * (BUCKETS - near) + 1e-9))


def mix(scores, values):
    return torch.softmax(torch.stack(scores), 0) @ torch.stack(values)


def read(tokens, memory):
    x, after = w["embedding"][tokens], []
    for n in range(LAYERS):
        a, slots = norm(x, w[f"{n}.norm_attention"]), memory.layers[n]
        q = unit((a @ w[f"{n}.query"].T).view(-1, HEADS, HEAD))
        k = unit((a @ w[f"{n}.key"].T).view(-1, HEADS, HEAD))
        v = (a @ w[f"{n}.value"].T).view(-1, HEADS, HEAD)
        rows = []
        for i in range(len(x)):
            heads = []
            for h in range(HEADS):
                scale = w[f"{n}.scale"][h].exp()
                seen = slots[-CACHE:] + [(k[j], v[j]) for j in range(i + 1)]
                local = mix([scale * (q[i, h] @ key[h]) + w["bias"][bucket(len(seen) - 1 - s), h] for s, (key, _) in enumerate(seen)],
                            [value[h] for _, value in seen])
                if n == SEARCHES and slots:
                    scores = torch.stack([scale * (q[i, h] @ key[h]) for key, _ in slots])
                    best = torch.argsort(scores, descending=True)[:K].tolist()
                    g = torch.sigmoid(w["gate"][h])
                    local = g * mix([scores[s] for s in best], [slots[s][1][h] for s in best]) + (1 - g) * local
                heads.append(local)
            rows.append(torch.cat(heads))
        x = x + torch.stack(rows) @ w[f"{n}.output"].T
        x = x + torch.relu(norm(x, w[f"{n}.norm_forward"]) @ w[f"{n}.up"].T) @ w[f"{n}.down"].T
        after.append((slots + [(k[i].detach(), v[i].detach()) for i in range(len(x))])[-CAPACITY:])
    return norm(x, w["norm"]) @ w["embedding"].T, Memory(after)


case.run(Memory, read, bptt=3)
