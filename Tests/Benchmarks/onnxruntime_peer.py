"""An inference of a network in ONNX Runtime."""

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from networks import feature_count, map_shapes
from peer_server import serve

ACTIVATIONS = {"tanh": "Tanh", "relu": "Relu"}
POOLINGS = {"max": "MaxPool", "average": "AveragePool"}


def model(network, kind):
    random = numpy.random.default_rng(0)
    nodes, weights = [], []

    def parameter(*shape):
        name = f"parameter{len(weights)}"
        weights.append(numpy_helper.from_array((0.1 * random.standard_normal(shape)).astype(kind), name))
        return name

    def add(operation, *inputs, **attributes):
        name = f"value{len(nodes)}"
        nodes.append(helper.make_node(operation, list(inputs), [name], **attributes))
        return name

    value = "images"
    for shape, layer in zip(map_shapes(network), network["layers"]):
        extent, window = layer["extent"], layer["window"]
        value = add("Conv", value, parameter(layer["filters"], shape[0], extent, extent))
        if window > 1:
            value = add(POOLINGS[network["pooling"]], value,
                        kernel_shape=[window, window], strides=[window, window])
        value = add("Add", value, parameter(layer["filters"], 1, 1))
        value = add(ACTIVATIONS[network["activation"]], value)
    value = add("Flatten", value)
    inputs = feature_count(network)
    if network["hidden"]:
        value = add("Gemm", value, parameter(inputs, network["hidden"]), parameter(network["hidden"]))
        value = add(ACTIVATIONS[network["activation"]], value)
        inputs = network["hidden"]
    value = add("Gemm", value, parameter(inputs, network["classes"]), parameter(network["classes"]))
    value = add("ArgMax", value, axis=1, keepdims=0)
    element = helper.np_dtype_to_tensor_dtype(numpy.dtype(kind))
    batch = network["batch_size"]
    graph = helper.make_graph(
        nodes, network["name"],
        [helper.make_tensor_value_info("images", element, [batch, *network["image"]])],
        [helper.make_tensor_value_info(value, TensorProto.INT64, [batch])], weights)
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
