"""The tutorial's networks, in the form that `croton bench networks --describe` has for others.

Layers are convolutions with a pooling window (1 for none) and a bias after it; `hidden` is the number of hidden
units, or nothing where the softmax comes at once; `l2` is the factor of the sum of squared weights in the cost.
"""

LENET = {
    "name": "lenet5", "image": [1, 28, 28],
    "layers": [{"filters": 20, "extent": 5, "window": 2}, {"filters": 50, "extent": 5, "window": 2}],
    "pooling": "max", "activation": "tanh", "hidden": 500, "classes": 10, "batch_size": 500,
    "precision": "single",
}
MLP = {
    **LENET, "name": "mlp", "image": [1, 28, 28], "layers": [], "batch_size": 20, "l2": 0.0001,
    "learning_rate": 0.01,
}
SOFTMAX = {
    **LENET, "name": "softmax", "layers": [], "hidden": None, "batch_size": 600, "learning_rate": 0.13,
}


def map_shapes(network):
    """The shape (channels, height, width) of the images and of what each layer gives."""
    shapes = [tuple(network["image"])]
    for layer in network["layers"]:
        _, height, width = shapes[-1]
        shapes.append((layer["filters"],
                       (height - layer["extent"] + 1) // layer["window"],
                       (width - layer["extent"] + 1) // layer["window"]))
    return shapes


def feature_count(network):
    """The number of inputs of the first layer that is no convolution."""
    channels, height, width = map_shapes(network)[-1]
    return channels * height * width
