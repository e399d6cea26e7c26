"""Longformer, segment by segment: every layer keeps keys and values until they overflow; a query sees windows of them and the oldest."""
import torch
from backbone import Backbone, attend, turn


class Model(Backbone):
    def __init__(self, config, vocabulary):
        super().__init__(config, vocabulary)
        recent = config["model"]["memories"]["recent"]
        wide, near, oldest = recent["read"]["pattern"]["patterns"]
        assert recent["manage"]["type"] == "clear_on_overflow" and near["dilation"] == 1
        self.capacity = self.slots(recent["manage"]["capacity"])
        self.wide, self.dilation, self.near, self.oldest = self.slots(wide["size"]), wide["dilation"], self.slots(near["size"]), oldest["count"]

    def visible(self, length, held):
        distance = torch.arange(length).unsqueeze(1) - torch.arange(-held, 0)
        seen = ((distance < self.wide) & (distance % self.dilation == 0)) | (distance < self.near) | (torch.arange(held) < self.oldest)
        return torch.cat([seen, torch.ones(length, length, dtype=torch.bool).tril()], 1)

    def forward(self, tokens, memory):
        x, length, after = self.embed(tokens), tokens.shape[1], []
        held = memory[0][0].shape[2] if memory else 0
        mask = self.masked((length, held), lambda: self.visible(length, held))
        for n, layer in enumerate(self.layers):
            q, k, v = self.split(layer.attention.qkv(layer.attention.norm(x)), 3)
            keys, values = (torch.cat([memory[n][0], k], 2), torch.cat([memory[n][1], v], 2)) if held else (k, v)
            after.append((keys, values) if held + length <= self.capacity else (k, v))
            q, turned = turn(q, *self.query_tables(0, length)), turn(keys, *self.tables(-held, held + length))
            x = self.finish(layer, x, attend(q, turned, values, mask))
        return self.logits(self.norm(x)), after
