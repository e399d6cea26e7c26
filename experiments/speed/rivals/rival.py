"""A rival as the benchmark asks for it: a request a line comes in as JSON, its answer goes out as a line. It stays alive between turns.

    python3 rival.py METHOD THREADS        # METHOD is the name of a program beside this one
"""
import importlib
import json
import os
import sys
import time

sys.dont_write_bytecode = True
if len(sys.argv) == 3:
    os.environ["OMP_NUM_THREADS"] = sys.argv[2]

try:
    import numpy
    import torch
    from torch.nn import functional as F
except ImportError as missing:
    sys.exit(f"{missing}; on Debian: apt-get install python3-torch")


class Rival:
    def __init__(self, method, threads):
        torch.set_num_threads(threads)
        self.module = importlib.import_module(method)

    def load(self, config, arrays):
        """Takes up the weights and the text of a case."""
        case = numpy.load(arrays)
        weights = {name[2:]: torch.from_numpy(case[name]) for name in case.files if name.startswith("w.")}
        self.text, training = torch.from_numpy(case["text"]), config["training"]
        self.model = self.module.Model(config, weights["embedding"].shape[0])
        self.model.load_state_dict(weights)
        self.segment, self.window, self.clip = training["segment"], training["bptt_segments"], training["clip_norm"]
        self.segments = (self.text.shape[1] - 1) // self.segment
        self.at, self.memory, self.optimizer = 0, self.model.begin(self.text.shape[0]), self.adamw(training["optimizer"])
        return {"parameters": sum(p.numel() for p in self.model.parameters()), "torch": torch.__version__, "threads": torch.get_num_threads()}

    def adamw(self, o):
        matrices = [p for p in self.model.parameters() if p.dim() >= 2]
        vectors = [p for p in self.model.parameters() if p.dim() < 2]
        groups = [{"params": matrices, "weight_decay": o["weight_decay"]}, {"params": vectors, "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=o["learning_rate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"], foreach=True)

    def part(self, n):
        """Tokens and targets of segment n; after the last comes the first."""
        start = n % self.segments * self.segment
        return self.text[:, start:start + self.segment], self.text[:, start + 1:start + self.segment + 1]

    def next(self):
        self.at += 1
        return self.part(self.at - 1)

    def forward(self):
        with torch.no_grad():
            logits, self.memory = self.model(self.next()[0], self.memory)
            return logits[-1, -1, -1].item(), logits.shape[0] * logits.shape[1]

    def train(self):
        nats, memory, count = [], self.memory, 0
        for _ in range(self.window):
            tokens, targets = self.next()
            logits, memory = self.model(tokens, memory)
            nats.append(F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), reduction="sum"))
            count += targets.numel()
        loss = torch.stack(nats).sum() / count
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        self.memory = [tuple(t.detach() for t in part) if isinstance(part, tuple) else part.detach() for part in memory]
        return loss.item(), count

    def evaluate(self):
        memory, nats = self.model.begin(self.text.shape[0]), []
        with torch.no_grad():
            for n in range(self.segments):
                tokens, targets = self.part(n)
                logits, memory = self.model(tokens, memory)
                nats.append(F.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), reduction="none"))
        nats = torch.stack(nats).double()
        return nats.mean().item(), nats.numel()

    def measure(self, what, times):
        """Does something so many times and tells how long that took, the last value and the tokens."""
        work, tokens = getattr(self, what), 0
        began, before = time.perf_counter(), time.process_time()
        for _ in range(times):
            value, count = work()
            tokens += count
        return {"wall": time.perf_counter() - began, "processor": time.process_time() - before, "tokens": tokens, "value": value}


def serve(rival, output=sys.stdout):
    answers = {"load": rival.load, "measure": rival.measure}
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(answers[request.pop("do")](**request)), file=output, flush=True)


if __name__ == "__main__":
    serve(Rival(sys.argv[1], int(sys.argv[2])))
