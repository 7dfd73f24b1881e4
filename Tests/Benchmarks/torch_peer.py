"""A training step and an inference of a network in PyTorch, with `--mode eager`, `channels-last` or `compile`."""

import torch
from torch import nn

from networks import feature_count, map_shapes
from peer_server import serve

ACTIVATIONS = {"tanh": torch.tanh, "relu": torch.relu}
POOLINGS = {"max": nn.functional.max_pool2d, "average": nn.functional.avg_pool2d}


class Network(nn.Module):
    def __init__(self, network):
        super().__init__()
        shapes = map_shapes(network)
        self.activation = ACTIVATIONS[network["activation"]]
        self.pool = POOLINGS[network["pooling"]]
        self.windows = [layer["window"] for layer in network["layers"]]
        # The bias comes after pooling, as in the tutorial.
        self.convolutions = nn.ModuleList(
            nn.Conv2d(shape[0], layer["filters"], layer["extent"], bias=False)
            for shape, layer in zip(shapes, network["layers"]))
        self.biases = nn.ParameterList(
            torch.zeros(layer["filters"]) for layer in network["layers"])
        features, hidden = feature_count(network), network["hidden"]
        self.hidden = nn.Linear(features, hidden) if hidden else None
        self.output = nn.Linear(hidden or features, network["classes"])

    def forward(self, x):
        for convolution, bias, window in zip(self.convolutions, self.biases, self.windows):
            x = convolution(x)
            if window > 1:
                x = self.pool(x, window)
            x = self.activation(x + bias[:, None, None])
        x = x.flatten(1)
        if self.hidden is not None:
            x = self.activation(self.hidden(x))
        return self.output(x)


def build(network, mode, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    kind = torch.float64 if network["precision"] == "double" else torch.float32
    x = torch.rand(network["batch_size"], *network["image"], dtype=kind)
    y = torch.randint(0, network["classes"], (network["batch_size"],))
    model = Network(network).to(kind)
    weights = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    if mode == "channels-last":
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    if mode == "compile":
        model = torch.compile(model)
    # Half the square is what the weight decay is the gradient of.
    optimizer = torch.optim.SGD(
        [{"params": weights, "weight_decay": 2 * network.get("l2", 0)}, {"params": others}],
        lr=network.get("learning_rate", 0.1))

    def step():
        optimizer.zero_grad(set_to_none=True)
        cost = nn.functional.cross_entropy(model(x), y)
        cost.backward()
        optimizer.step()
        return cost.item()

    def infer():
        with torch.inference_mode():
            return model(x).argmax(1)

    return {"step": step, "inference": infer}


if __name__ == "__main__":
    serve(build, ["eager", "channels-last", "compile"])
