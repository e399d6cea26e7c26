"""The backbone of UniMem's forms: Llama (RMSNorm, rotary positions, SwiGLU, grouped key-value heads), one query and one head at a time."""
import math

import torch

LAYERS, WIDTH, HEADS, GROUPS, INNER = 2, 24, 4, 2, 20
HEAD = WIDTH // HEADS


def make(case):
    """The weights."""
    from case import VOCABULARY
    case.weight("embedding", VOCABULARY, WIDTH)
    for n in range(LAYERS):
        case.weight(f"{n}.norm_attention", WIDTH, mean=1.0, scale=0.1)
        case.weight(f"{n}.query", HEADS * HEAD, WIDTH)
        case.weight(f"{n}.key", GROUPS * HEAD, WIDTH)
        case.weight(f"{n}.value", GROUPS * HEAD, WIDTH)
        case.weight(f"{n}.output", WIDTH, HEADS * HEAD)
        case.weight(f"{n}.norm_forward", WIDTH, mean=1.0, scale=0.1)
        case.weight(f"{n}.gate", INNER, WIDTH)
        case.weight(f"{n}.up", INNER, WIDTH)
        case.weight(f"{n}.down", WIDTH, INNER)
    case.weight("norm", WIDTH, mean=1.0, scale=0.1)
    case.weight("head", VOCABULARY, WIDTH)
    return case.weights


def norm(x, weight):
    """x / sqrt(mean(x^2) + 1e-5) * weight."""
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * weight


def turn(x, places):
    """Vectors (..., D) rotated: coordinates (i, i + D/2) turn by place * 10000^(-2i/D)."""
    half = HEAD // 2
    angle = torch.as_tensor(places).unsqueeze(-1) * torch.tensor([10000.0 ** (-2.0 * i / HEAD) for i in range(half)])
    a, b = x[..., :half], x[..., half:]
    return torch.cat([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()], -1)


def score(q, keys):
    """Scaled products of a query with a list of keys."""
    return torch.stack(keys) @ q / math.sqrt(HEAD)


def layer(w, n, x, places, local, remembered):
    """One layer over the vectors x (N, E) that stand at places.
    local(i, j): whether vector i sees vector j. remembered(q, i, g): list of further (key, value) that a head of vector i sees, with q its
    query, turned to its place, and g its group.
    Gives the vectors after the layer, and its keys (N, G, D), not turned, and values (N, G, D)."""
    a = norm(x, w[f"{n}.norm_attention"])
    k = (a @ w[f"{n}.key"].T).view(-1, GROUPS, HEAD)
    v = (a @ w[f"{n}.value"].T).view(-1, GROUPS, HEAD)
    turned_q = turn((a @ w[f"{n}.query"].T).view(-1, HEADS, HEAD).transpose(0, 1), places)
    turned_k = turn(k.transpose(0, 1), places)
    rows = []
    for i in range(len(x)):
        heads = []
        for h in range(HEADS):
            q, g = turned_q[h, i], h // (HEADS // GROUPS)
            seen = remembered(q, i, g) + [(turned_k[g, j], v[j, g]) for j in range(len(x)) if local(i, j)]
            weight = torch.softmax(score(q, [key for key, _ in seen]), 0)
            heads.append(weight @ torch.stack([value for _, value in seen]))
        rows.append(torch.cat(heads))
    x = x + torch.stack(rows) @ w[f"{n}.output"].T
    f = norm(x, w[f"{n}.norm_forward"])
    gate = f @ w[f"{n}.gate"].T
    return x + (gate * torch.sigmoid(gate) * (f @ w[f"{n}.up"].T)) @ w[f"{n}.down"].T, k, v


def logits(w, x):
    """Scores of the vocabulary."""
    return norm(x, w["norm"]) @ w["head"].T


class Slots:
    """Keys, unrotated, and values of a document by layer, oldest first: lists of (key (G, D), value (G, D), position)."""

    def __init__(self, layers=None):
        self.layers = layers or [[] for _ in range(LAYERS)]

    def cut(self):
        return Slots([[(k.detach(), v.detach(), p) for k, v, p in slots] for slots in self.layers])


def best(q, pairs, count):
    """Of (key, value) pairs, those with the highest scores."""
    if len(pairs) <= count:
        return pairs
    order = torch.argsort(score(q, [key for key, _ in pairs]), descending=True)
    return [pairs[i] for i in order[:count].tolist()]
