"""What the programs beside this one share: a text with documents that begin in the middle of the run, and the file that is written.

Each program states one method from its formulas, one row, one query and one head at a time, and prints nothing:
    python3 METHOD.py OUT.npz
"""
import sys

import numpy
import torch

SEED = 20240203
SEGMENTS, ROWS, LENGTH, VOCABULARY = 5, 3, 7, 23
# Tokens of each document of each row; a document begins at the first token of a segment, and the rest of its last segment is padding.
DOCUMENTS = [[35], [11, 20], [14, 14, 7]]


def text():
    """Lists [segment][row] of (tokens, targets, begins): targets[i] follows tokens[i] in its document, and None follows the last."""
    segments = [[None] * ROWS for _ in range(SEGMENTS)]
    for row, documents in enumerate(DOCUMENTS):
        at = 0
        for size in documents:
            document = torch.randint(VOCABULARY, (size,)).tolist()
            for first in range(0, size, LENGTH):
                targets = document[first + 1:first + LENGTH + 1]
                tokens = document[first:first + LENGTH]
                segments[at][row] = (tokens, targets + [None] * (len(tokens) - len(targets)), first == 0)
                at += 1
    return segments


class Case:
    """Seeded weights, and the run of a method over the text."""

    def __init__(self):
        torch.manual_seed(SEED)
        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(1)
        self.text = text()
        self.weights = {}
        self.held = {}

    def weight(self, name, *shape, mean=0.0, scale=0.25):
        """A matrix of normal numbers that takes gradients."""
        self.weights[name] = (mean + scale * torch.randn(*shape)).requires_grad_()
        return self.weights[name]

    def hold(self, block, part, *shape):
        """Numbers that memory holds for the first row, whose document then began one segment before the text. They take gradients."""
        self.held[f"{block}.{part}"] = torch.randn(*shape).requires_grad_()
        return self.held[f"{block}.{part}"]

    def run(self, begin, read, bptt, before=None):
        """Reads all rows. begin() makes the memory of a document, read(tokens, memory) gives (logits of the tokens, memory after them),
        and memory.cut() takes memory out of the gradient, which is done after every bptt segments. before is what the first row holds at
        first, if anything."""
        nats, scores = [], [[None] * ROWS for _ in range(SEGMENTS)]
        for row in range(ROWS):
            memory = None
            for s in range(SEGMENTS):
                tokens, targets, begins = self.text[s][row]
                if row == 0 and s == 0 and before is not None:
                    memory = before
                elif begins:
                    memory = begin()
                elif s % bptt == 0:
                    memory = memory.cut()
                logits, memory = read(torch.tensor(tokens), memory)
                scores[s][row] = logits
                nats += [torch.logsumexp(logits[i], 0) - logits[i, t] for i, t in enumerate(targets) if t is not None]
        loss = torch.stack(nats).mean()
        loss.backward()
        self.write(scores, loss)

    def write(self, scores, loss):
        """Writes inputs, weights, outputs and gradients; numbers of padding are 0."""
        shape = (SEGMENTS, ROWS, LENGTH)
        tokens, places, targets = numpy.zeros(shape, "i8"), numpy.full(shape, -1, "i8"), numpy.full(shape, -100, "i8")
        starts, where = numpy.zeros(shape[:2], bool), [0] * ROWS
        for s in range(SEGMENTS):
            for row in range(ROWS):
                here, following, begins = self.text[s][row]
                if self.held and row == 0 and s == 0:
                    begins, where[row] = False, LENGTH
                where[row] = 0 if begins else where[row]
                starts[s, row] = begins
                for i, (token, target) in enumerate(zip(here, following)):
                    tokens[s, row, i], places[s, row, i] = token, where[row] + i
                    targets[s, row, i] = -100 if target is None else target
                where[row] += len(here)
        arrays = {"in.tokens": tokens, "in.positions": places, "in.targets": targets, "in.starts": starts, "out.loss": loss.detach().numpy()}
        for s in range(SEGMENTS):
            logits = numpy.zeros((ROWS, LENGTH, VOCABULARY))
            for row in range(ROWS):
                logits[row, :len(scores[s][row])] = scores[s][row].detach().numpy()
            arrays[f"out.logits.{s}"] = logits
        for name, weight in self.weights.items():
            arrays["w." + name] = weight.detach().numpy()
            arrays["grad." + name] = (torch.zeros_like(weight) if weight.grad is None else weight.grad).numpy()
        for name, held in self.held.items():
            for kind, numbers in {"in": held.detach(), "grad": held.grad}.items():
                arrays[f"{kind}.state.{name}"] = numpy.concatenate([numbers[None].numpy(), numpy.zeros((ROWS - 1, *held.shape))])
            block = name.rsplit(".", 1)[0]
            arrays[f"in.state.{block}.positions"] = numpy.tile(numpy.arange(LENGTH), (ROWS, 1))
            arrays[f"in.state.{block}.valid"] = numpy.arange(ROWS)[:, None].repeat(LENGTH, 1) == 0
        arrays["meta.seed"] = numpy.array(SEED)
        arrays["meta.torch"] = numpy.array([int(part) for part in torch.__version__.split("a")[0].split("+")[0].split(".")[:3]])
        numpy.savez(sys.argv[1], **arrays)
