"""What Python's torch computes, for the tests to compare with: writes Data/oracle.npz.

Usage: python3 oracle.py [FILE]          (needs torch and numpy; made with torch 1.13.1 on x86-64)

One case is a name and arguments; Python calls Tensor.NAME, torch.NAME or torch.nn.functional.NAME with them in float64, and
records outputs and the gradients of sum(output * cos(0, 1, 2, ...)). Inputs are multiples of 1/64 below 4 in size, distinct within a
tensor: exact in float32 and bfloat16 too, so the one float64 record judges all three. Which of them an operator works in, and how exactly,
is tried here.

The file: "index", JSON as bytes, says where in "numbers" (float64) each array begins.
"""
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np
import torch

import oracle_operators
from oracle_recording import F, index, numbers, store

INDICES = [
    "2", "-1", "1:3", ":", "::2", "1:-1", "-3:", ":, 2", "..., 1", "..., 1:3", "1, ..., None", "None", "None, 1:3, None", "2, 1, 3",
    ":, None, 2:4", "i", "i, j", ":, i", "i, :, j", "..., i", "1:, i", "1, i", "m", "m, 2", "w", "n", ":, i2", "True", "0:0",
]


def indices():
    """Every form of an index, read and written through."""
    x = F(4, 3, 5).values
    names = {
        "i": torch.tensor([2, 0, 2]), "j": torch.tensor([1, 2, 0]), "i2": torch.tensor([[0, 2], [1, 1]]),
        "n": torch.tensor([-1, -4]), "m": torch.tensor([True, False, True, False]), "w": x > 0,
    }
    index["arrays"]["index/x"] = store(x)
    for name, tensor in names.items():
        index["arrays"][f"index/{name}"] = store(tensor)
    for form in INDICES:
        index["arrays"][f"index/[{form}]"] = store(eval(f"x[{form}]", {"x": x, **names}))
        written = x.clone()
        exec(f"x[{form}] = -7.5", {"x": written, **names})
        index["arrays"][f"index/[{form}] = -7.5"] = store(written)


OPTIMIZERS = {
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
    "adamw-plain": lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.95), eps=1e-6, weight_decay=0),
    "adamw-amsgrad": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, amsgrad=True),
    "adamw-maximize": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1, maximize=True),
    "adam": lambda p: torch.optim.Adam(p, lr=0.01),
    "adam-decay": lambda p: torch.optim.Adam(p, lr=0.01, weight_decay=0.1, amsgrad=True),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd-momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.5, weight_decay=0.1),
    "sgd-nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.1, maximize=True),
}


def optimizers():
    shapes = [(3, 4), (5,), (1,)]
    start = [F(*s).values for s in shapes]
    grads = [F(20, *s).values for s in shapes]
    for i, (values, steps) in enumerate(zip(start, grads)):
        index["arrays"][f"optim/start/{i}"] = store(values)
        index["arrays"][f"optim/grads/{i}"] = store(steps)
    for name, make in OPTIMIZERS.items():
        parameters = [torch.nn.Parameter(values.clone()) for values in start]
        optimizer = make(parameters)
        for step in range(20):
            for parameter, steps in zip(parameters, grads):
                parameter.grad = steps[step].clone()
            optimizer.step()
        for i, parameter in enumerate(parameters):
            index["arrays"][f"optim/{name}/{i}"] = store(parameter)


def schedules():
    s = torch.optim.lr_scheduler
    makers = {
        "lambda": lambda o: s.LambdaLR(o, lambda step: 1.0 / (1 + step)),
        "cosine": lambda o: s.CosineAnnealingLR(o, 6, eta_min=0.01),
        "constant": lambda o: s.ConstantLR(o, factor=0.25, total_iters=4),
        "linear": lambda o: s.LinearLR(o, start_factor=0.1, end_factor=0.8, total_iters=5),
        "sequential": lambda o: s.SequentialLR(
            o, [s.LinearLR(o, 0.1, 1.0, 3), s.CosineAnnealingLR(o, 5), s.ConstantLR(o, 0.5, 2)], [3, 8]),
    }
    for name, make in makers.items():
        groups = [{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in (1.0, 0.1)]
        optimizer = torch.optim.SGD(groups, lr=1.0)
        schedule = make(optimizer)
        rates = []
        for _ in range(14):
            rates.append([group["lr"] for group in optimizer.param_groups])
            optimizer.step()
            schedule.step()
        index["arrays"][f"schedule/{name}"] = store(torch.tensor(rates, dtype=torch.float64))


def random():
    """The first numbers of seed 17 from each source of randomness."""
    init = torch.nn.init
    draws = {
        "rand": lambda: torch.rand(5),
        "randn": lambda: torch.randn(5),
        "randn-long": lambda: torch.randn(19),
        "randint": lambda: torch.randint(3, 40, (6,)),
        "randperm": lambda: torch.randperm(9),
        "bernoulli": lambda: torch.bernoulli(torch.full((12,), 0.3)),
        "multinomial": lambda: torch.multinomial(torch.tensor([0.1, 0.2, 0.7]), 6, replacement=True),
        "uniform_": lambda: torch.empty(5).uniform_(-2, 3),
        "normal_": lambda: torch.empty(5).normal_(1, 2),
        "exponential_": lambda: torch.empty(5).exponential_(2),
        "dropout": lambda: torch.nn.functional.dropout(torch.ones(12), 0.25),
        "xavier_uniform_": lambda: init.xavier_uniform_(torch.empty(3, 4, 2), 1.5),
        "xavier_normal_": lambda: init.xavier_normal_(torch.empty(3, 4)),
        "kaiming_uniform_": lambda: init.kaiming_uniform_(torch.empty(3, 4), a=0.5),
        "kaiming_normal_": lambda: init.kaiming_normal_(torch.empty(3, 4), mode="fan_out", nonlinearity="relu"),
        "linear": lambda: torch.cat([p.flatten() for p in torch.nn.Linear(3, 2).parameters()]),
        "embedding": lambda: torch.nn.Embedding(4, 3, padding_idx=1).weight,
    }
    for name, draw in draws.items():
        torch.manual_seed(17)
        index["arrays"][f"random/{name}"] = store(draw())


def main(path):
    for part in (*oracle_operators.ALL, indices, optimizers, schedules, random):
        part()
    index["torch"] = torch.__version__
    arrays = {"index": np.frombuffer(json.dumps(index, separators=(",", ":")).encode(), np.uint8), "numbers": np.concatenate(numbers)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array)
            archive.writestr(zipfile.ZipInfo(name + ".npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "Data" / "oracle.npz")
