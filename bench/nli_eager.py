#!/usr/bin/env python3
"""The gradient search of one task in PyTorch's eager mode, as a yardstick for the engine.

    bench/nli_eager.py models/nli-shift-l.safetensors --device cuda --starts 4096 --steps 5

needs torch and nothing else; the model is written down once more, in a few lines, from
plugins/nli/torch/model.hpp. Prints one JSON object: seconds of a step (forward, backward, Adam), and the
rates of large square products on the device, in operations a second.
"""
import argparse
import json
import math
import struct
import time

import torch
import torch.nn.functional as F


def read(path):
    with open(path, "rb") as file:
        size = struct.unpack("<Q", file.read(8))[0]
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    fields = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        flat = torch.frombuffer(data[begin:end], dtype=torch.float32).clone()
        tensors[name] = flat.reshape(entry["shape"])
    return fields, tensors


class Model:
    def __init__(self, path, device):
        fields, tensors = read(path)
        self.w = {name: tensor.to(device) for name, tensor in tensors.items()}
        get = lambda name, otherwise: int(fields.get("model." + name, otherwise))
        self.n, self.v, self.t = get("length", 20), get("symbols", 11), get("positions", 10)
        self.d, self.heads, self.layers = get("width", 48), get("heads", 2), get("executor_layers", 1)
        self.bias, self.reach = fields.get("model.bias", "relative"), get("reach", 0)
        i = torch.arange(self.n, device=device).unsqueeze(1)
        j = torch.arange(self.n + 1, device=device).unsqueeze(0)
        if self.bias == "absolute":
            self.map = i * (self.n + 1) + j
        else:
            self.map = torch.where(j < self.n, j - i + self.n - 1, torch.full_like(j - i, 2 * self.n - 1))
        self.mirror = None
        if self.bias == "mirrored":
            self.mirror = 2 * self.n + torch.where(j < self.n, i + j, torch.full_like(j - i, 2 * self.n - 1))
        self.limit = None
        if self.reach > 0:
            distance = torch.arange(2 * self.n, device=device) - (self.n - 1)
            far = (distance.abs() > self.reach) & (torch.arange(2 * self.n, device=device) < 2 * self.n - 1)
            self.limit = far * -1e4

    def linear(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def norm(self, x, name):
        return F.layer_norm(x, (self.d,), self.w[name + ".weight"], self.w[name + ".bias"])

    def layer(self, h, token, program, name):
        count, n, d, heads = h.shape[0], self.n, self.d, self.heads
        packed = F.linear(self.norm(torch.cat([h, token], 1), name + ".attention_norm"), self.w[name + ".qkv.weight"])
        q, k, v = packed.view(count, n + 1, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
        scores = q[:, :, :n] @ k.transpose(2, 3) / math.sqrt(d // heads)
        if self.bias != "none":
            extra = F.linear(program, self.w[name + ".bias.weight"]).view(count, heads, -1)
            if self.limit is not None:
                extra = extra + self.limit
            scores = scores + extra[:, :, self.map]
            if self.mirror is not None:
                scores = scores + extra[:, :, self.mirror]
        seen = (scores.softmax(3) @ v).transpose(1, 2).reshape(count, n, d)
        y = h + self.linear(seen, name + ".mix")
        return y + self.linear(F.gelu(self.linear(self.norm(y, name + ".mlp_norm"), name + ".up")), name + ".down")

    def losses(self, e, x, y, tau, noise):
        """Summed over the examples, [starts]."""
        starts, examples = e.shape[0], x.shape[0]
        gumbel = lambda like: -torch.log(-torch.log(torch.rand_like(like).clamp(1e-20, 1 - 1e-7)))
        logits = self.linear(F.gelu(self.linear(e, "head_up")), "head_down")
        log_z = F.log_softmax((logits + gumbel(logits) if noise else logits) / tau, -1)
        log_z = log_z.repeat_interleave(examples, 0)
        programs = log_z.exp() @ self.w["code_embedding"]
        onehot = F.one_hot(x.repeat(starts, 1), self.v).float()
        state = (onehot * (1 - self.v * 1e-6) + 1e-6).log()
        for t in range(self.t):
            program = programs[:, t]
            token = (program + self.w["program_place"][0]).unsqueeze(1)
            h = state.exp() @ self.w["symbol_embedding"] + self.w["executor_places"] + program.unsqueeze(1)
            for layer in range(self.layers):
                h = self.layer(h, token, program, "executor%d" % layer)
            out = self.linear(self.norm(h, "executor_norm"), "symbols")
            step = F.log_softmax((out + gumbel(out) if noise else out) / tau, -1)
            keep = log_z[:, t, :1].unsqueeze(2)
            rest = log_z[:, t, 1:].logsumexp(1).view(-1, 1, 1)
            state = torch.logaddexp(keep + state, rest + step)
        nll = -state.gather(2, y.repeat(starts, 1).unsqueeze(2)).mean((1, 2))
        return nll.view(starts, examples).sum(1)


def settle(device):
    if device == "cuda":
        torch.cuda.synchronize()


def product_rate(device, tf32):
    if device == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = tf32
    size = 8192 if device == "cuda" else 1536
    a, b = torch.randn(size, size, device=device), torch.randn(size, size, device=device)
    best = math.inf
    for _ in range(5):
        settle(device)
        begin = time.perf_counter()
        a @ b
        settle(device)
        best = min(best, time.perf_counter() - begin)
    return 2.0 * size**3 / best


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("weights")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--starts", type=int, default=4096)
    parser.add_argument("--chunk", type=int, default=1024, help="starts that are held in memory at once")
    parser.add_argument("--examples", type=int, default=4)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--tf32", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(1)
    model = Model(options.weights, options.device)
    x = torch.randint(model.v - 1, (options.examples, model.n), device=options.device)
    y = torch.cat([x[:, 3:], torch.full((options.examples, 3), model.v - 1, device=options.device)], 1)
    e = torch.randn(options.starts, model.t, model.d, device=options.device)
    first, second = torch.zeros_like(e), torch.zeros_like(e)
    rates = {"float32": product_rate(options.device, False)}
    if options.device == "cuda":
        rates["tf32"] = product_rate(options.device, True)
        torch.backends.cuda.matmul.allow_tf32 = options.tf32

    def step(k):
        nonlocal e
        parts = []
        for chunk in e.split(options.chunk):
            at = chunk.detach().requires_grad_(True)
            parts.append(torch.autograd.grad(model.losses(at, x, y, 0.8, True).sum(), at)[0])
        g = torch.cat(parts)
        norm = g.flatten(1).norm(2, 1).view(-1, 1, 1)
        g = g / norm.clamp_min(1.0)
        first.mul_(0.9).add_(0.1 * g)
        second.mul_(0.9).add_(0.1 * g * g)
        correct = 1 - 0.9 ** (k + 1)
        e = e - 0.1 * (first / correct) / ((second / correct).sqrt() + 1e-8)

    step(0)
    settle(options.device)
    begin = time.perf_counter()
    for k in range(options.steps):
        step(k + 1)
    settle(options.device)
    seconds = (time.perf_counter() - begin) / options.steps
    print(json.dumps({
        "torch": torch.__version__,
        "device": torch.cuda.get_device_name() if options.device == "cuda" else "cpu",
        "starts": options.starts, "examples": options.examples, "tf32": options.tf32,
        "seconds_per_step": seconds, "product_rates": rates}))


if __name__ == "__main__":
    main()
