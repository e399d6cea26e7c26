"""UniMix: RMT's memory tokens around the segment, and in the upper layers keys and values of earlier segments: a window of them, the oldest,
and of the rest the k best of each query and head, in one softmax with the segment."""
import torch
from backbone import attend, turn
from rmt import Model as Rmt


class Model(Rmt):
    def __init__(self, config, vocabulary):
        super().__init__(config, vocabulary)
        recent = config["model"]["memories"]["recent"]
        near, best = recent["read"]["readers"]
        window, oldest = near["pattern"]["patterns"]
        assert recent["layers"] == "upper_half" and window["dilation"] == 1
        self.capacity, self.window, self.oldest, self.k = (
            self.slots(recent["manage"]["capacity"]), self.slots(window["size"]), oldest["count"], best["k"])
        self.first = len(self.layers) // 2

    def near(self, length, held):
        """(N, M): slots that a place sees by its position."""
        distance = torch.arange(-self.tokens, length + self.tokens).unsqueeze(1) - torch.arange(-held, 0)
        return ((distance < self.window) | (torch.arange(held) < self.oldest)) & (distance >= 0)

    def forward(self, tokens, memory):
        x, length, after = self.enter(tokens, memory[0] if memory else None), tokens.shape[1], []
        own = self.masked(length, lambda: self.seen(length))
        for n, layer in enumerate(self.layers):
            q, k, v = self.split(layer.attention.qkv(layer.attention.norm(x)), 3)
            q, turned = turn(q, *self.query_tables(-self.tokens, x.shape[1])), turn(k, *self.tables(-self.tokens, x.shape[1]))
            if n < self.first:
                attended = attend(q, turned, v, own)
            else:
                held = memory[1 + n - self.first] if memory else None
                attended = self.search(q, turned, v, held, length, own) if held else attend(q, turned, v, own)
                k, v = (t[:, :, self.tokens:-self.tokens] for t in (k, v))
                if held:
                    k, v = torch.cat([held[0], k], 2), torch.cat([held[1], v], 2)
                after.append((k[:, :, -self.capacity:], v[:, :, -self.capacity:]))
            x = self.finish(layer, x, attended)
        logits, remembered = self.leave(x)
        return logits, [remembered, *after]

    def search(self, q, k, v, held, length, own):
        slots = held[0].shape[2]
        near = self.once(("near", length, slots), lambda: self.near(length, slots))
        far = self.masked(("far", length, slots), lambda: ~near)
        seen = self.masked(("seen", length, slots), lambda: torch.cat([near, own == 0], 1))
        scores = torch.matmul(q, torch.cat([turn(held[0], *self.tables(-slots, slots)), k], 2).transpose(-1, -2))
        with torch.no_grad():
            found = scores[..., :slots] + far
            best = found.topk(min(self.k, slots), sorted=False).indices
            # Where fewer slots are left than k, what is found besides is seen by its position already.
            mask = seen.expand_as(scores).clone().scatter_(-1, best, 0.0)
        return torch.matmul(scores.add_(mask).softmax(-1), torch.cat([held[1], v], 2))
