"""Memorizing Transformer: the last layer searches its keys of earlier segments, takes a softmax of its own over the best slots of each query
and head, and mixes both by a gate of each head. Memory that is short enough is scored whole and masked, which is faster than gathering."""
import torch
from backbone import Backbone, attend, turn
from torch import nn

GATHER_FROM = 2048  # slots from which on gathering what was found is faster than masking what was not


class Gate(nn.Module):
    def __init__(self, heads):
        super().__init__()
        self.inject = nn.ParameterDict({"gate": nn.Parameter(torch.zeros(heads))})


class Model(Backbone):
    def __init__(self, config, vocabulary):
        super().__init__(config, vocabulary)
        recent = config["model"]["memories"]["recent"]
        self.capacity, self.k = self.slots(recent["manage"]["capacity"]), recent["read"]["k"]
        self.layers[-1].memories = nn.ModuleDict({"recent": Gate(self.heads)})

    def found(self, q, keys, values):
        """Attention to the k best of keys (B, H, M, D)."""
        if keys.shape[2] <= self.k:
            return attend(q, keys, values, torch.zeros(()))
        if keys.shape[2] < GATHER_FROM:
            scores = torch.matmul(q, keys.transpose(-1, -2))
            with torch.no_grad():
                best = scores.topk(self.k, sorted=False).indices
                mask = torch.full_like(scores, float("-inf")).scatter_(-1, best, 0.0)
            return torch.matmul(scores.add_(mask).softmax(-1), values)
        with torch.no_grad():
            best = torch.matmul(q, keys.transpose(-1, -2)).topk(self.k, sorted=False).indices
        table = torch.arange(keys.shape[0] * keys.shape[1]).view(keys.shape[0], keys.shape[1], 1, 1) * keys.shape[2]
        places, shape = (best + table).flatten(), (*best.shape, keys.shape[3])
        k, v = (t.reshape(-1, t.shape[3]).index_select(0, places).view(shape) for t in (keys, values))
        weights = torch.matmul(k, q.unsqueeze(-1)).squeeze(-1).softmax(-1)
        return torch.matmul(weights.unsqueeze(-2), v).squeeze(-2)

    def forward(self, tokens, memory):
        x, length = self.embed(tokens), tokens.shape[1]
        mask = self.causal(length)
        for n, layer in enumerate(self.layers):
            q, k, v = self.split(layer.attention.qkv(layer.attention.norm(x)), 3)
            attended = attend(turn(q, *self.query_tables(0, length)), turn(k, *self.tables(0, length)), v, mask)
            if n == len(self.layers) - 1:
                if memory:
                    gate = layer.memories["recent"].inject["gate"].sigmoid().view(-1, 1, 1)
                    attended = torch.lerp(attended, self.found(q * self.head ** -0.5, *memory), gate)
                    k, v = torch.cat([memory[0], k], 2), torch.cat([memory[1], v], 2)
                memory = [k[:, :, -self.capacity:], v[:, :, -self.capacity:]]
            x = self.finish(layer, x, attended)
        return self.logits(self.norm(x)), memory
