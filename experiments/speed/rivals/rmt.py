"""RMT: [memory ; segment ; memory]. What the final norm makes of the last block is the next memory."""
import torch
from backbone import Backbone, attend, turn
from torch import nn


class Summary(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.inject = nn.ParameterDict({"initial": nn.Parameter(torch.empty(tokens, width))})


class Model(Backbone):
    def __init__(self, config, vocabulary):
        super().__init__(config, vocabulary)
        summary = config["model"]["memories"]["summary"]
        assert summary["inject"]["mutual"] and summary["inject"]["positions"] == "inline" and summary["inject"]["initial"] == "learned"
        assert summary["manage"]["capacity"] == summary["inject"]["tokens"]
        self.tokens = summary["inject"]["tokens"]
        self.memories = nn.ModuleDict({"summary": Summary(self.tokens, self.width)})

    def seen(self, length):
        """Each place sees the earlier ones, and memory tokens all of their block."""
        n = length + 2 * self.tokens
        seen = torch.ones(n, n, dtype=torch.bool).tril()
        seen[:self.tokens, :self.tokens] = True
        seen[-self.tokens:] = True
        return seen

    def enter(self, tokens, remembered):
        if remembered is None:
            remembered = self.memories["summary"].inject["initial"].expand(tokens.shape[0], -1, -1)
        return torch.cat([remembered, self.embed(tokens), remembered], 1)

    def leave(self, x):
        """Logits of the text, and what is remembered."""
        x = self.norm(x)
        return self.logits(x[:, self.tokens:-self.tokens]), x[:, -self.tokens:]

    def forward(self, tokens, memory):
        x, length = self.enter(tokens, memory[0] if memory else None), tokens.shape[1]
        mask = self.masked(length, lambda: self.seen(length))
        for layer in self.layers:
            q, k, v = self.split(layer.attention.qkv(layer.attention.norm(x)), 3)
            places = -self.tokens, x.shape[1]
            x = self.finish(layer, x, attend(turn(q, *self.query_tables(*places)), turn(k, *self.tables(*places)), v, mask))
        logits, remembered = self.leave(x)
        return logits, [remembered]
