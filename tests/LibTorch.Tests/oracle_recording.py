"""How oracle.py records: arrays in one list of numbers, cases with inputs, outputs, gradients and tolerances."""
import math

import numpy as np
import torch

generator = np.random.default_rng(20261122)
numbers, index = [], {"cases": [], "arrays": {}}
offset = 0


def store(tensor, kind=None):
    """Appends an array and says where it is."""
    global offset
    tensor = torch.as_tensor(tensor).detach()
    kind = kind or ("bool" if tensor.dtype == torch.bool else "float" if tensor.is_floating_point() else "int")
    flat = tensor.to(torch.float64).reshape(-1).numpy()
    numbers.append(flat)
    offset += flat.size
    return {"type": kind, "shape": list(tensor.shape), "at": offset - flat.size}


class Input:
    def __init__(self, values, differentiable):
        self.values = torch.as_tensor(values)
        self.differentiable = differentiable and self.values.is_floating_point()


def F(*shape, low=-4.0, high=4.0, grad=True):
    """Distinct multiples of 1/64 within (low, high)."""
    grid = np.arange(math.ceil(low * 64) + 1, math.floor(high * 64)) / 64.0
    return Input(generator.choice(grid, size=shape or 1, replace=False).reshape(shape), grad)


def P(*shape, low=0.125, high=4.0, grad=True):
    """Positive numbers."""
    return F(*shape, low=low, high=high, grad=grad)


def U(*shape):
    """Numbers inside (-1, 1)."""
    return F(*shape, low=-0.95, high=0.95)


def I(*shape, low=0, high=4):
    return Input(generator.integers(low, high, size=shape), False)


def B(*shape):
    return Input(generator.integers(0, 2, size=shape).astype(bool), False)


def X(values, grad=False):
    """These very values."""
    return Input(torch.tensor(values, dtype=None if isinstance(values[0], (int, bool, list)) else torch.float64), grad)


def S():
    """Not-a-number, infinities, both zeros."""
    return X([math.nan, math.inf, -math.inf, 0.0, -0.0, 1.5])


def flatten(result):
    if isinstance(result, (tuple, list)):
        return [part for item in result for part in flatten(item)]
    return [torch.as_tensor(result)]


def function(name):
    name = {"concatenate": "cat"}.get(name, name)
    for owner in (torch.Tensor, torch, torch.nn.functional, torch.linalg):
        if hasattr(owner, name):
            return getattr(owner, name)
    raise KeyError(name)


def evaluate(call, arguments, dtype):
    """Outputs and gradients with floating-point inputs of one type."""
    leaves = []

    def value(argument):
        if isinstance(argument, Input):
            tensor = argument.values.clone()
            if tensor.is_floating_point():
                tensor = tensor.to(dtype)
                if argument.differentiable:
                    leaves.append(tensor.requires_grad_())
            return tensor
        return [value(item) for item in argument] if isinstance(argument, list) else argument

    outputs = flatten(call(*[value(argument) for argument in arguments]))
    loss = sum(
        (part * torch.cos(torch.arange(part.numel(), dtype=torch.float64)).reshape(part.shape).to(part.dtype)).sum().to(torch.float64)
        for part in outputs if part.is_floating_point() and part.requires_grad
    )
    if torch.is_tensor(loss):
        grads = torch.autograd.grad(loss, leaves, allow_unused=True)
        return outputs, [torch.zeros_like(leaf) if grad is None else grad for leaf, grad in zip(leaves, grads)]
    return outputs, None


def distance(left, right):
    """The largest |left - right| / (1 + |right|), or infinity where one is not a number."""
    worst = 0.0
    for a, b in zip(left, right):
        a, b = a.detach().to(torch.float64), b.detach().to(torch.float64)
        if a.shape != b.shape or not torch.equal(torch.isfinite(a), torch.isfinite(b)):
            return math.inf
        finite = torch.isfinite(b)
        if bool(finite.any()):
            worst = max(worst, float(((a - b).abs() / (1 + b.abs()))[finite].max()))
    return worst


def tolerance(call, arguments, dtype, usual, limit, exact):
    """How exactly a type gives the record, or None where it does not."""
    try:
        outputs, grads = evaluate(call, arguments, dtype)
    except (RuntimeError, TypeError, IndexError):
        return None
    apart = distance(outputs + (grads or []), exact[0] + (exact[1] or []))
    return max(usual, 4 * apart) if apart < limit else None


def c(name, *arguments, call=None, variant=None):
    """Records a case. `variant` names it apart where C# needs a call of its own."""
    call = call or function(name)
    outputs, grads = exact = evaluate(call, arguments, torch.float64)
    inputs = []

    def describe(argument):
        if isinstance(argument, Input):
            inputs.append({**store(argument.values), "grad": argument.differentiable})
            return {"input": len(inputs) - 1}
        if isinstance(argument, list):
            return [describe(item) for item in argument]
        if isinstance(argument, torch.dtype):
            return {"dtype": str(argument)[6:]}
        return argument

    described = [describe(argument) for argument in arguments]
    index["cases"].append({
        "name": name,
        "variant": variant,
        "arguments": described,
        "inputs": inputs,
        "outputs": [store(part) for part in outputs],
        "grads": None if grads is None else [store(grad) for grad in grads],
        "float32": tolerance(call, arguments, torch.float32, 1e-5, 1e-2, exact),
        "bfloat16": tolerance(call, arguments, torch.bfloat16, 1e-2, 5e-2, exact),
    })
