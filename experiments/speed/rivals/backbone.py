"""The decoder that the rivals share, in Llama's form: what a careful PyTorch program does, and nothing of UniMem's.

Keys of memory and segment are concatenated and go through one softmax. Masks, cosines and sines are made once for each length. Positions count
from the segment's first token, so that the same tables serve every segment. Memory is a list of tensors, passed in and returned.
"""
import torch
from torch import nn
from torch.nn import functional as F


class Norm(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.weight, self.epsilon = nn.Parameter(torch.ones(width)), epsilon

    def forward(self, x):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True).add_(self.epsilon)) * self.weight


class Linear(nn.Module):
    def __init__(self, inner, outer):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(outer, inner))

    def forward(self, x):
        return F.linear(x, self.weight)


class Attention(nn.Module):
    def __init__(self, width, epsilon):
        super().__init__()
        self.norm, self.qkv, self.output = Norm(width, epsilon), Linear(width, 3 * width), Linear(width, width)


class FeedForward(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.up, self.down = Linear(width, 2 * inner), Linear(inner, width)

    def forward(self, x):
        gate, up = self.up(x).chunk(2, -1)
        return self.down(F.silu(gate) * up)


class Layer(nn.Module):
    def __init__(self, width, inner, epsilon):
        super().__init__()
        self.attention, self.norm, self.feed_forward = Attention(width, epsilon), Norm(width, epsilon), FeedForward(width, inner)


def turn(x, cos, sin):
    """Vectors (..., S, D) rotated: coordinates (i, i + D/2) by the angle of their place; tables are (S, D/2)."""
    a, b = x.chunk(2, -1)
    return torch.cat([torch.addcmul(a * cos, b, sin, value=-1), torch.addcmul(b * cos, a, sin)], -1)


def attend(q, k, v, mask):
    """One softmax: queries (B, H, T, D), scaled already; keys and values (B, H, S, D); a mask (T, S) that is added to the scores."""
    scores = torch.matmul(q, k.transpose(-1, -2))
    return torch.matmul(scores.add_(mask).softmax(-1), v)


class Backbone(nn.Module):
    """Layers, embedding and head; a rival adds what it remembers."""

    def __init__(self, config, vocabulary):
        super().__init__()
        model = config["model"]
        assert model["activation"] == "swiglu" and model["norm"] == "rms" and model["tied_embeddings"], "the rivals are of this form only"
        assert model["dropout"] == 0 and model["key_value_heads"] == model["heads"] and len(model["local"]) == 1
        self.width, self.heads, self.segment = model["width"], model["heads"], config["training"]["segment"]
        self.head, self.base = self.width // self.heads, model["rope_base"]
        self.embedding = nn.Parameter(torch.empty(vocabulary, self.width))
        self.layers = nn.ModuleList([Layer(self.width, model["feed_forward"], model["norm_epsilon"]) for _ in range(model["layers"])])
        self.norm = Norm(self.width, model["norm_epsilon"])
        self.known = {}

    def slots(self, count):
        """A number of slots as the configuration has it."""
        return count["segments"] * self.segment if isinstance(count, dict) else count

    def once(self, key, make):
        """What make() gives, made when it is first asked for."""
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    def tables(self, first, length):
        """Cosines and sines (length, D/2) of the places from first on."""
        def make():
            places = torch.arange(first, first + length, dtype=torch.float32)
            angles = torch.outer(places, self.base ** (-torch.arange(0, self.head, 2, dtype=torch.float32) / self.head))
            return angles.cos(), angles.sin()
        return self.once(("tables", first, length), make)

    def query_tables(self, first, length):
        """The same times the scale of the scores, so that scaling costs nothing."""
        return self.once(("queries", first, length), lambda: tuple(t * self.head ** -0.5 for t in self.tables(first, length)))

    def masked(self, key, visible):
        """0 where a query sees a key, minus infinity where it does not; visible() gives (T, S) bool."""
        return self.once(("mask", key), lambda: torch.zeros(()).masked_fill(~visible(), float("-inf")))

    def causal(self, length):
        return self.masked(("causal", length), lambda: torch.ones(length, length, dtype=torch.bool).tril())

    def split(self, projected, parts):
        """(B, N, parts * E) as parts tensors (B, H, N, D)."""
        return projected.view(*projected.shape[:2], parts, self.heads, self.head).permute(2, 0, 3, 1, 4).unbind(0)

    def finish(self, layer, x, attended):
        """The rest of a layer once its heads (B, H, T, D) have attended."""
        x = x + layer.attention.output(attended.transpose(1, 2).flatten(2))
        return x + layer.feed_forward(layer.norm(x))

    def embed(self, tokens):
        return F.embedding(tokens, self.embedding)

    def logits(self, x):
        return F.linear(x, self.embedding)

    def begin(self, rows):
        """What is remembered where documents begin."""
        return []

    def forward(self, tokens, memory):
        """Logits (B, T, V) of a segment (B, T), and the memory that the next one takes."""
        raise NotImplementedError
