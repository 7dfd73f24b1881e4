"""The networks of Croton's models, in the form that `croton bench networks --describe` has for others.

A layer is an object of one key, its kind, with its options. The softmax at the end has a fully connected layer of its
own; with `outputs` it is a regression of so many numbers instead. `l2` is the factor of the sum of squared weights in
the cost.
"""


def convolution_and_pooling(filters, activation="tanh"):
    return [
        {"convolution": {"filters": filters, "extent": 5, "stride": 1, "padding": "valid", "groups": 1, "bias": True}},
        {"max_pool": {"window": 2, "stride": 2}}, {activation: {}}]


HIDDEN = [{"flatten": {}}, {"dense": {"units": 500}}, {"tanh": {}}]
LENET = {
    "name": "lenet5", "image": [1, 28, 28],
    "layers": [*convolution_and_pooling(20), *convolution_and_pooling(50), *HIDDEN],
    "classes": 10, "batch_size": 500, "optimizer": {"sgd": {"rate": 0.1}}, "precision": "single",
}
MLP = {
    **LENET, "name": "mlp", "layers": HIDDEN, "batch_size": 20, "l2": 0.0001, "optimizer": {"sgd": {"rate": 0.01}},
}
SOFTMAX = {
    **LENET, "name": "softmax", "layers": [{"flatten": {}}], "batch_size": 600, "optimizer": {"sgd": {"rate": 0.13}},
}
SIMPLECHAINS_LENET = {
    **LENET, "name": "simplechains-lenet5", "batch_size": 2048, "optimizer": {"adam": {"rate": 0.0003}},
    "layers": [
        *convolution_and_pooling(6, "relu"), *convolution_and_pooling(16, "relu"), {"flatten": {}},
        {"dense": {"units": 120}}, {"relu": {}}, {"dense": {"units": 84}}, {"relu": {}}],
}


def only(tagged):
    """The kind and the options of a layer or an optimizer."""
    (kind, options), = tagged.items()
    return kind, options


def with_shapes(layers, shape):
    """Kind, options and the shape of the input of each layer: (channels, height, width), or (features,)."""
    for layer in layers:
        kind, options = only(layer)
        yield kind, options, shape
        shape = shape_after(kind, options, shape)


def shape_after_all(layers, shape):
    for layer in layers:
        shape = shape_after(*only(layer), shape)
    return shape


def shape_after(kind, options, shape):
    """The shape of what a layer gives."""
    if kind in ("convolution", "depthwise"):
        filters = options.get("filters", shape[0])
        if options["padding"] == "same":
            return (filters, *(-(-extent // options["stride"]) for extent in shape[1:]))
        return (filters, *positions(shape[1:], options["extent"], options["stride"]))
    if kind in ("max_pool", "average_pool"):
        return (shape[0], *positions(shape[1:], options["window"], options["stride"]))
    if kind == "global_average_pool":
        return shape[:1]
    if kind == "flatten":
        count = 1
        for extent in shape:
            count *= extent
        return (count,)
    if kind == "dense":
        return (options["units"],)
    if kind == "residual":
        return shape_after_all(options["layers"], shape)
    return shape


def positions(extents, window, stride):
    return ((extent - window) // stride + 1 for extent in extents)


def same_padding(extent, options):
    """The zeros before and after an axis, as few as give `ceil(extent / stride)` positions."""
    if options["padding"] != "same":
        return 0, 0
    stride = options["stride"]
    missing = max(0, (extent - 1) // stride * stride + options["extent"] - extent)
    return missing // 2, missing - missing // 2
