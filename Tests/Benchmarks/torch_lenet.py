"""One training step and one inference of the tutorial's LeNet in PyTorch, timed; prints a JSON object.

usage: torch_lenet.py [--mode eager|channels-last|compile] [--threads N] [--batch-size N] [--steps N]
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn


class LeNet(nn.Module):
    """tanh(maxpool(conv(x)) + b) twice, 500 tanh units, 10 classes: the bias comes after pooling."""

    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(1, 20, 5, bias=False)
        self.conv1 = nn.Conv2d(20, 50, 5, bias=False)
        self.bias0 = nn.Parameter(torch.zeros(20))
        self.bias1 = nn.Parameter(torch.zeros(50))
        self.hidden = nn.Linear(800, 500)
        self.output = nn.Linear(500, 10)

    def forward(self, x):
        x = torch.tanh(nn.functional.max_pool2d(self.conv0(x), 2) + self.bias0[:, None, None])
        x = torch.tanh(nn.functional.max_pool2d(self.conv1(x), 2) + self.bias1[:, None, None])
        return self.output(torch.tanh(self.hidden(x.flatten(1))))


def milliseconds(function, steps):
    for _ in range(max(2, steps // 10)):
        function()
    times = []
    for _ in range(steps):
        start = time.perf_counter()
        function()
        times.append(1e3 * (time.perf_counter() - start))
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mode", choices=["eager", "channels-last", "compile"], default="eager")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=500)
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(0)
    x = torch.rand(arguments.batch_size, 1, 28, 28)
    y = torch.randint(0, 10, (arguments.batch_size,))
    model = LeNet()
    if arguments.mode == "channels-last":
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    if arguments.mode == "compile":
        model = torch.compile(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

    def step():
        optimizer.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()

    def infer():
        with torch.inference_mode():
            model(x).argmax(1)

    steps = milliseconds(step, arguments.steps)
    inference = milliseconds(infer, arguments.steps)
    print(json.dumps({
        "step_ms_median": statistics.median(steps),
        "step_ms_min": min(steps),
        "inference_ms_median": statistics.median(inference),
    }))


if __name__ == "__main__":
    main()
