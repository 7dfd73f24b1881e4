"""A training step and an inference of a network in TensorFlow, each one `tf.function`."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import tensorflow as tf

from networks import feature_count, map_shapes
from peer_server import serve

ACTIVATIONS = {"tanh": tf.tanh, "relu": tf.nn.relu}
POOLINGS = {"max": tf.nn.max_pool2d, "average": tf.nn.avg_pool2d}


def build(network, mode, threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.random.set_seed(0)
    kind = tf.float64 if network["precision"] == "double" else tf.float32
    activation, pool = ACTIVATIONS[network["activation"]], POOLINGS[network["pooling"]]

    def weights(*shape):
        return tf.Variable(0.1 * tf.random.normal(shape, dtype=kind))

    def zeros(count):
        return tf.Variable(tf.zeros([count], kind))

    # Channels are innermost, which is what TensorFlow's kernels for processors want.
    channels, height, width = network["image"]
    x = tf.random.uniform([network["batch_size"], height, width, channels], dtype=kind)
    y = tf.random.uniform([network["batch_size"]], maxval=network["classes"], dtype=tf.int32)
    convolutions = [
        (weights(layer["extent"], layer["extent"], shape[0], layer["filters"]), zeros(layer["filters"]))
        for shape, layer in zip(map_shapes(network), network["layers"])]
    features, hidden = feature_count(network), network["hidden"]
    dense = [(weights(features, hidden), zeros(hidden))] if hidden else []
    output = (weights(hidden or features, network["classes"]), zeros(network["classes"]))
    pairs = [*convolutions, *dense, output]
    rate, decay = network.get("learning_rate", 0.1), 2 * network.get("l2", 0)

    def logits():
        maps = x
        for (filters, bias), layer in zip(convolutions, network["layers"]):
            maps = tf.nn.conv2d(maps, filters, 1, "VALID")
            if layer["window"] > 1:
                maps = pool(maps, layer["window"], layer["window"], "VALID")
            maps = activation(maps + bias)
        values = tf.reshape(maps, [network["batch_size"], features])
        for matrix, bias in dense:
            values = activation(values @ matrix + bias)
        return values @ output[0] + output[1]

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(
                tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits()))
        gradients = tape.gradient(cost, [value for pair in pairs for value in pair])
        for (matrix, bias), (d_matrix, d_bias) in zip(pairs, zip(gradients[::2], gradients[1::2])):
            matrix.assign_sub(rate * (d_matrix + decay * matrix if decay else d_matrix))
            bias.assign_sub(rate * d_bias)
        return cost

    @tf.function
    def infer():
        return tf.argmax(logits(), 1)

    return {"step": lambda: step().numpy(), "inference": lambda: infer().numpy()}


if __name__ == "__main__":
    serve(build)
