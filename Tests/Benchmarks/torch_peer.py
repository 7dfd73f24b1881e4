"""A training step and an inference of a network in PyTorch, with `--mode eager`, `channels-last` or `compile`."""

import torch
from torch import nn

from networks import only, shape_after_all, with_shapes
from peer_server import serve


class Residual(nn.Module):
    def __init__(self, layers, shortcut):
        super().__init__()
        self.layers, self.shortcut = layers, shortcut

    def forward(self, x):
        return self.layers(x) + self.shortcut(x)


def convolution(options, channels, filters, groups):
    # Half the extent is what users write; with strides the images lie a pixel from where Croton has them.
    padding = options["extent"] // 2 if options["padding"] == "same" else 0
    return nn.Conv2d(
        channels, filters, options["extent"], options["stride"], padding, groups=groups, bias=options["bias"])


def sequence(layers, shape):
    modules = []
    for kind, options, shape in with_shapes(layers, shape):
        match kind:
            case "convolution":
                module = convolution(options, shape[0], options["filters"], options["groups"])
            case "depthwise":
                module = convolution(options, shape[0], shape[0], shape[0])
            case "max_pool":
                module = nn.MaxPool2d(options["window"], options["stride"])
            case "average_pool":
                module = nn.AvgPool2d(options["window"], options["stride"])
            case "global_average_pool":
                modules.append(nn.AdaptiveAvgPool2d(1))
                module = nn.Flatten()
            case "relu":
                # What comes first has an input that others may read too.
                module = nn.ReLU(inplace=bool(modules))
            case "tanh":
                module = nn.Tanh()
            case "batch_norm":
                module = nn.BatchNorm2d(shape[0]) if len(shape) == 3 else nn.BatchNorm1d(shape[0])
            case "dropout":
                module = nn.Dropout(options["rate"])
            case "residual":
                module = Residual(sequence(options["layers"], shape), sequence(options["shortcut"], shape))
            case "flatten":
                module = nn.Flatten()
            case "dense":
                module = nn.Linear(shape[0], options["units"])
            case _:
                raise ValueError(f"there is no kind of layer '{kind}'")
        modules.append(module)
    return nn.Sequential(*modules)


def optimizer_of(network, module):
    weights = [p for p in module.parameters() if p.dim() > 1]
    others = [p for p in module.parameters() if p.dim() == 1]
    # Half the square is what the weight decay is the gradient of.
    groups = [{"params": weights, "weight_decay": 2 * network.get("l2", 0)}, {"params": others}]
    kind, options = only(network["optimizer"])
    if kind == "adam":
        return torch.optim.Adam(groups, lr=options["rate"], fused=True)
    return torch.optim.SGD(groups, lr=options["rate"])


def build(network, mode, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    kind = torch.float64 if network["precision"] == "double" else torch.float32
    image = tuple(network["image"])
    x = torch.rand(network["batch_size"], *image, dtype=kind)
    if outputs := network.get("outputs"):
        y = torch.rand(network["batch_size"], outputs, dtype=kind)
        loss = nn.functional.mse_loss
    else:
        y = torch.randint(0, network["classes"], (network["batch_size"],))
        loss = nn.functional.cross_entropy
    module = nn.Sequential(
        sequence(network["layers"], image),
        nn.Linear(*shape_after_all(network["layers"], image), outputs or network["classes"])).to(kind)
    if mode == "channels-last" and len(image) == 3:
        module = module.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    model = torch.compile(module) if mode == "compile" else module
    optimizer = optimizer_of(network, module)

    def step():
        if not module.training:
            model.train()
        optimizer.zero_grad(set_to_none=True)
        cost = loss(model(x), y)
        cost.backward()
        optimizer.step()
        return cost.item()

    def infer():
        if module.training:
            model.eval()
        with torch.inference_mode():
            return model(x) if outputs else model(x).argmax(1)

    return {"step": step, "inference": infer}


if __name__ == "__main__":
    serve(build, ["eager", "channels-last", "compile"])
