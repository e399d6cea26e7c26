"""No memory."""
from backbone import Backbone, attend, turn


class Model(Backbone):
    def forward(self, tokens, memory):
        x, length = self.embed(tokens), tokens.shape[1]
        mask = self.causal(length)
        for layer in self.layers:
            q, k, v = self.split(layer.attention.qkv(layer.attention.norm(x)), 3)
            q, k = turn(q, *self.query_tables(0, length)), turn(k, *self.tables(0, length))
            x = self.finish(layer, x, attend(q, k, v, mask))
        return self.logits(self.norm(x)), memory
