"""An inference of a network in ONNX Runtime."""

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from networks import same_padding, shape_after_all, with_shapes
from peer_server import serve


class Builder:
    """Nodes and weights of a graph."""

    def __init__(self, kind):
        self.kind = kind
        self.random = numpy.random.default_rng(0)
        self.nodes, self.weights = [], []

    def constant(self, value):
        name = f"parameter{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(value.astype(self.kind), name))
        return name

    def parameter(self, *shape):
        return self.constant(0.1 * self.random.standard_normal(shape))

    def add(self, operation, *inputs, **attributes):
        name = f"value{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    def sequence(self, layers, shape, value):
        for kind, options, shape in with_shapes(layers, shape):
            value = self.layer(kind, options, shape, value)
        return value

    def layer(self, kind, options, shape, value):
        match kind:
            case "convolution":
                return self.convolution(options, shape, options["filters"], options["groups"], value)
            case "depthwise":
                return self.convolution(options, shape, shape[0], shape[0], value)
            case "max_pool" | "average_pool":
                return self.add(
                    "MaxPool" if kind == "max_pool" else "AveragePool", value, kernel_shape=[options["window"]] * 2,
                    strides=[options["stride"]] * 2)
            case "global_average_pool":
                return self.add("Flatten", self.add("GlobalAveragePool", value))
            case "relu":
                return self.add("Relu", value)
            case "tanh":
                return self.add("Tanh", value)
            case "batch_norm":
                ones, zeros = numpy.ones(shape[0]), numpy.zeros(shape[0])
                return self.add("BatchNormalization", value, *map(self.constant, [ones, zeros, zeros, ones]))
            case "dropout":
                return value
            case "residual":
                layers, shortcut = (self.sequence(options[part], shape, value) for part in ["layers", "shortcut"])
                return self.add("Add", layers, shortcut)
            case "flatten":
                return self.add("Flatten", value)
            case "dense":
                return self.dense(shape[0], options["units"], value)
        raise ValueError(f"there is no kind of layer '{kind}'")

    def convolution(self, options, shape, filters, groups, value):
        extent = options["extent"]
        before, after = zip(*(same_padding(axis, options) for axis in shape[1:]))
        bias = [self.parameter(filters)] if options["bias"] else []
        return self.add(
            "Conv", value, self.parameter(filters, shape[0] // groups, extent, extent), *bias, group=groups,
            strides=[options["stride"]] * 2, pads=[*before, *after])

    def dense(self, inputs, units, value):
        return self.add("Gemm", value, self.parameter(inputs, units), self.parameter(units))


def model(network, kind):
    builder = Builder(kind)
    image = tuple(network["image"])
    value = builder.sequence(network["layers"], image, "images")
    value = builder.dense(*shape_after_all(network["layers"], image), network["classes"], value)
    value = builder.add("ArgMax", value, axis=1, keepdims=0)
    element = helper.np_dtype_to_tensor_dtype(numpy.dtype(kind))
    batch = network["batch_size"]
    graph = helper.make_graph(
        builder.nodes, network["name"],
        [helper.make_tensor_value_info("images", element, [batch, *network["image"]])],
        [helper.make_tensor_value_info(value, TensorProto.INT64, [batch])], builder.weights)
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(result)
    return result


def build(network, mode, threads):
    kind = numpy.float64 if network["precision"] == "double" else numpy.float32
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        model(network, kind).SerializeToString(), options, providers=["CPUExecutionProvider"])
    images = numpy.random.default_rng(1).random(
        (network["batch_size"], *network["image"]), dtype=kind)
    return {"inference": lambda: session.run(None, {"images": images})}


if __name__ == "__main__":
    serve(build)
