"""A published implementation as the benchmark asks for it: the requests of rivals/rival.py, answered by an adapter and a clone.

    python3 published.py PROGRAM FORM THREADS CLONE...    # PROGRAM is an adapter beside this one, FORM what of it is wanted, CLONE a folder

An adapter is a class Adapter(shape, form) with `model`, `differs` (a line) and `logits` or `loss`. Weights are the implementation's own: it
computes another function of equal shape, and no loss is compared. The optimizer is AdamW by its fastest form, after clipping, as ours.
"""
import importlib
import os
import subprocess
import sys

sys.dont_write_bytecode = True
if __name__ == "__main__":
    os.environ["OMP_NUM_THREADS"] = sys.argv[3]
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "rivals"))

from rival import Rival, numpy, serve, torch  # noqa: E402

sys.path.pop()  # where programs are called as published ones are


class Shape:
    """What an implementation is built to: our model's numbers, and the feed-forward width that has as many parameters without a gate."""

    def __init__(self, config, vocabulary):
        model, training = config["model"], config["training"]
        self.vocabulary, self.width, self.heads, self.layers = vocabulary, model["width"], model["heads"], model["layers"]
        self.gated, self.plain = model["feed_forward"], model["feed_forward"] * 3 // 2
        self.rows, self.segment, self.memory = training["batch"], training["segment"], training["segment"]
        memories = model["memories"] or {}
        self.tokens = memories["summary"]["inject"]["tokens"] if "summary" in memories else 0


class Published(Rival):
    def __init__(self, program, form, threads, clones):
        torch.set_num_threads(threads)
        torch.manual_seed(1)
        sys.path += clones
        self.program, self.form, self.clones = program, form, clones

    def load(self, config, arrays):
        """Builds the implementation and takes up the text; the weights of the case are not looked at."""
        case, training = numpy.load(arrays), config["training"]
        self.text, self.segment, self.window, self.clip = torch.from_numpy(case["text"]), training["segment"], training["bptt_segments"], training["clip_norm"]
        self.segments = (self.text.shape[1] - 1) // self.segment
        try:
            self.adapter = importlib.import_module(self.program).Adapter(Shape(config, case["w.embedding"].shape[0]), self.form)
        except ModuleNotFoundError as missing:
            return {"mistake": f"needs a Python package that is not there: {missing}. published/README.md says what to install."}
        self.model = self.adapter.model
        self.at, self.memory, self.optimizer = 0, self.adapter.begin(self.text.shape[0]), self.adamw(training["optimizer"])
        return {
            "parameters": sum(p.numel() for p in self.model.parameters() if p.requires_grad),
            "differs": self.adapter.differs,
            "commit": commit(self.clones[0]),
        }

    def next(self):
        return tuple(part.contiguous() for part in super().next())

    def forward(self):
        self.model.eval()
        with torch.no_grad():
            tokens, targets = self.next()
            value, memory = self.adapter.read(tokens, targets, self.memory)
            self.memory = self.adapter.detach(memory)
            return value.reshape(-1)[-1].item(), tokens.numel()

    def train(self):
        self.model.train()
        losses, memory, count = [], self.memory, 0
        for _ in range(self.window):
            tokens, targets = self.next()
            loss, memory = self.adapter.loss(tokens, targets, memory)
            losses.append(loss)
            count += tokens.numel()
        loss = torch.stack(losses).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        self.optimizer.step()
        self.memory = self.adapter.detach(memory)
        return loss.item(), count


def commit(folder):
    """The commit of a clone; nothing where it is no clone."""
    while folder != os.path.dirname(folder):
        if os.path.exists(os.path.join(folder, ".git")):
            return subprocess.run(["git", "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True).stdout.strip()
        folder = os.path.dirname(folder)
    return ""


if __name__ == "__main__":
    answers, sys.stdout = sys.stdout, sys.stderr  # implementations print
    serve(Published(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]), answers)
