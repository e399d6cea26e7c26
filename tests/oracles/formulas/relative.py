"""Transformer-XL's backbone: relative positions by sinusoids, one query and one head at a time (Dai et al. 2019, section 3.3)."""
import math

import torch
from case import VOCABULARY

LAYERS, WIDTH, HEADS, INNER = 2, 24, 4, 20
HEAD = WIDTH // HEADS


def make(case, biased):
    """The weights; with biases everywhere, or only in the feed-forward layer and the head."""
    case.weight("embedding", VOCABULARY, WIDTH)
    case.weight("u", HEADS, HEAD)
    case.weight("v", HEADS, HEAD)
    for n in range(LAYERS):
        for name in ["query", "key", "value"]:
            case.weight(f"{n}.{name}", WIDTH, WIDTH)
            if biased:
                case.weight(f"{n}.{name}_bias", WIDTH)
        case.weight(f"{n}.distance", WIDTH, WIDTH)
        case.weight(f"{n}.output", WIDTH, WIDTH)
        if biased:
            case.weight(f"{n}.output_bias", WIDTH)
        case.weight(f"{n}.up", INNER, WIDTH)
        case.weight(f"{n}.up_bias", INNER)
        case.weight(f"{n}.down", WIDTH, INNER)
        case.weight(f"{n}.down_bias", WIDTH)
        for name in ["norm_attention", "norm_forward"]:
            case.weight(f"{n}.{name}", WIDTH, mean=1.0, scale=0.1)
            case.weight(f"{n}.{name}_bias", WIDTH, scale=0.1)
    return case.weights


def linear(w, name, x):
    """x W^T, and b where there is one."""
    y = x @ w[name].T
    return y + w[name + "_bias"] if name + "_bias" in w else y


def norm(w, name, x):
    """Layer normalisation."""
    x = x - x.mean(-1, keepdim=True)
    return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * w[name] + w[name + "_bias"]


def sinusoid(distance):
    """R_d: sines, then cosines."""
    angle = distance * torch.tensor([10000.0 ** (-2.0 * i / WIDTH) for i in range(WIDTH // 2)])
    return torch.cat([angle.sin(), angle.cos()])


def attend(w, n, q, k, v, distance, seen):
    """Vectors (N, E) that queries (N, H, D) gather from keys and values (M, H, D).
    distance(i, j): how far key j stands before query i. seen(i, j, h): whether head h of query i sees it.
    A key ahead of its query, which only memory tokens see, gets what the shift of the paper's appendix B leaves there: nothing for the next
    one, and beyond that what the next query has for the far end; distance(i, j) is then (query, distance) instead of a number."""
    table = {}

    def far(d):
        if d not in table:
            table[d] = (w[f"{n}.distance"] @ sinusoid(d)).view(HEADS, HEAD)
        return table[d]

    rows = []
    for i in range(len(q)):
        heads = []
        for h in range(HEADS):
            scores, values = [], []
            for j in range(len(k)):
                if seen(i, j, h):
                    d = distance(i, j)
                    asks, d = d if isinstance(d, tuple) else (i, d)
                    place = 0.0 if d is None else (q[asks, h] + w["v"][h]) @ far(d)[h]
                    scores.append((((q[i, h] + w["u"][h]) @ k[j, h]) + place) / math.sqrt(HEAD))
                    values.append(v[j, h])
            heads.append(torch.softmax(torch.stack(scores), 0) @ torch.stack(values))
        rows.append(torch.cat(heads))
    return torch.stack(rows)


def heads(x):
    return x.view(-1, HEADS, HEAD)
