"""Transformer-XL: every layer keeps what entered it in the last segments, and makes keys and values of that anew."""
import torch
from backbone import Backbone, attend, turn
from torch.nn import functional as F


class Model(Backbone):
    def __init__(self, config, vocabulary):
        super().__init__(config, vocabulary)
        self.capacity = self.slots(config["model"]["memories"]["recent"]["manage"]["capacity"])

    def visible(self, length, held):
        return torch.ones(length, held + length, dtype=torch.bool).tril(held)

    def forward(self, tokens, memory):
        x, length, after = self.embed(tokens), tokens.shape[1], []
        held = memory[0].shape[1] if memory else 0
        mask = self.masked((length, held), lambda: self.visible(length, held))
        for n, layer in enumerate(self.layers):
            together = torch.cat([memory[n], x], 1) if held else x
            after.append(together[:, -self.capacity:])
            normed, weight = layer.attention.norm(together), layer.attention.qkv.weight
            q, = self.split(F.linear(normed[:, held:], weight[:self.width]), 1)
            k, v = self.split(F.linear(normed, weight[self.width:]), 2)
            q, k = turn(q, *self.query_tables(0, length)), turn(k, *self.tables(-held, held + length))
            x = self.finish(layer, x, attend(q, k, v, mask))
        return self.logits(self.norm(x)), after
