"""Writes pytorch_steps.json: three steps of SGD on a small network in PyTorch.

    pip install torch numpy
    python3 Tests/CrotonTests/Reference/pytorch_steps.py

Images and initial parameters are numbers of numpy.random.RandomState, which Croton's RandomState gives
too, so that the file holds results alone. Half of each image is blank and all biases but those of
normalisations start from 0: pre-activations of exactly 0 and tied maxima are then the rule.
"""

import json
import pathlib

import numpy
import torch
from torch import nn

SEED, IMAGES, CLASSES, STEPS, RATE = 7, 6, 4, 3, 0.1


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(1, 4, 3, padding=1)
        self.norm = nn.BatchNorm2d(4)
        self.second = nn.Conv2d(4, 6, 3)
        self.third = nn.Conv2d(6, 6, 3, padding=1, groups=2)
        self.hidden = nn.Linear(150, 10)
        self.layer_norm = nn.LayerNorm(10)
        self.output = nn.Linear(10, CLASSES)

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.first(x)), 2)
        x = self.norm(x)
        x = torch.relu(self.second(nn.functional.pad(x, (0, 1, 0, 1))))
        x = x + nn.functional.gelu(self.third(x))
        x = nn.functional.silu(self.hidden(x.flatten(1)))
        x = nn.functional.elu(self.layer_norm(x))
        return self.output(nn.functional.leaky_relu(x, 0.01))


def main():
    random = numpy.random.RandomState(SEED)
    images = random.random_sample((IMAGES, 1, 12, 12)).astype(numpy.float32)
    images[:, :, :, 6:] = 0
    labels = torch.arange(IMAGES) % CLASSES
    network = Network()
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if parameter.dim() > 1:
                values = random.uniform(-0.3, 0.3, tuple(parameter.shape))
                parameter.copy_(torch.from_numpy(values.astype(numpy.float32)))
            elif "norm" not in name:
                parameter.zero_()
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
    loss = nn.CrossEntropyLoss(label_smoothing=0.1)
    steps = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        cost = loss(network(torch.from_numpy(images)), labels)
        cost.backward()
        steps.append({
            "cost": cost.item(),
            "gradients": {
                name: [float(f"{value:.7g}") for value in parameter.grad.flatten().tolist()]
                for name, parameter in network.named_parameters()
            },
        })
        optimizer.step()
    network.eval()
    with torch.no_grad():
        probabilities = torch.softmax(network(torch.from_numpy(images)), 1).flatten().tolist()
    result = {
        "pytorch": torch.__version__.split("+")[0],
        "steps": steps,
        "mean": network.norm.running_mean.tolist(),
        "variance": network.norm.running_var.tolist(),
        "probabilities": probabilities,
    }
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
