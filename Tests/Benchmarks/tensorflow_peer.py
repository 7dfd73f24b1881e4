"""A training step and an inference of a network in TensorFlow, each one `tf.function`."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import tensorflow as tf

from networks import only, shape_after_all, with_shapes
from peer_server import serve

BATCH_NORM_MOMENTUM, BATCH_NORM_EPSILON = 0.1, 1e-5


class Builder:
    """Makes layers, each a function of a tensor and of whether it is in training, and keeps their variables.

    Channels are innermost, which is what TensorFlow's kernels for processors want. Layers are its own functions: those
    of Keras add a bias in other ways than the kernels that it can be fused into.
    """

    def __init__(self, kind):
        self.kind = kind
        self.variables = []

    def variable(self, value):
        self.variables.append(tf.Variable(value))
        return self.variables[-1]

    def weights(self, *shape):
        inputs = 1
        for extent in shape[:-1]:
            inputs *= extent
        return self.variable((2 / inputs) ** 0.5 * tf.random.normal(shape, dtype=self.kind))

    def zeros(self, count):
        return self.variable(tf.zeros([count], self.kind))

    def sequence(self, layers, shape):
        functions = [self.layer(*layer) for layer in with_shapes(layers, shape)]

        def apply(x, training):
            for function in functions:
                x = function(x, training)
            return x

        return apply

    def layer(self, kind, options, shape):
        match kind:
            case "convolution":
                return self.convolution(options, shape[0])
            case "depthwise":
                return self.depthwise(options, shape[0])
            case "max_pool":
                return lambda x, _: tf.nn.max_pool2d(x, options["window"], options["stride"], "VALID")
            case "average_pool":
                return lambda x, _: tf.nn.avg_pool2d(x, options["window"], options["stride"], "VALID")
            case "global_average_pool":
                return lambda x, _: tf.reduce_mean(x, [1, 2])
            case "relu":
                return lambda x, _: tf.nn.relu(x)
            case "tanh":
                return lambda x, _: tf.tanh(x)
            case "batch_norm":
                return self.batch_norm(shape)
            case "dropout":
                return lambda x, training: tf.nn.dropout(x, options["rate"]) if training else x
            case "residual":
                layers = self.sequence(options["layers"], shape)
                shortcut = self.sequence(options["shortcut"], shape)
                return lambda x, training: layers(x, training) + shortcut(x, training)
            case "flatten":
                return lambda x, _: tf.reshape(x, [x.shape[0], -1])
            case "dense":
                return self.dense(shape[0], options["units"])
        raise ValueError(f"there is no kind of layer '{kind}'")

    def convolution(self, options, channels):
        extent, filters = options["extent"], options["filters"]
        matrix = self.weights(extent, extent, channels // options["groups"], filters)
        bias = self.zeros(filters) if options["bias"] else None

        def apply(x, _):
            maps = tf.nn.conv2d(x, matrix, options["stride"], options["padding"].upper())
            return maps if bias is None else tf.nn.bias_add(maps, bias)

        return apply

    def depthwise(self, options, channels):
        extent, stride = options["extent"], options["stride"]
        matrix = self.variable((2 / extent ** 2) ** 0.5 * tf.random.normal(
            [extent, extent, channels, 1], dtype=self.kind))
        bias = self.zeros(channels) if options["bias"] else None

        def apply(x, _):
            maps = tf.nn.depthwise_conv2d(x, matrix, [1, stride, stride, 1], options["padding"].upper())
            return maps if bias is None else tf.nn.bias_add(maps, bias)

        return apply

    def batch_norm(self, shape):
        gain, bias = self.variable(tf.ones([shape[0]], self.kind)), self.zeros(shape[0])
        mean, variance = tf.Variable(tf.zeros([shape[0]])), tf.Variable(tf.ones([shape[0]]))

        def apply(x, training):
            if not training:
                return tf.compat.v1.nn.fused_batch_norm(
                    x, gain, bias, mean, variance, BATCH_NORM_EPSILON, is_training=False)[0]
            y, batch_mean, batch_variance = tf.compat.v1.nn.fused_batch_norm(
                x, gain, bias, epsilon=BATCH_NORM_EPSILON)
            mean.assign_sub(BATCH_NORM_MOMENTUM * (mean - batch_mean))
            variance.assign_sub(BATCH_NORM_MOMENTUM * (variance - batch_variance))
            return y

        return apply

    def dense(self, inputs, units):
        matrix, bias = self.weights(inputs, units), self.zeros(units)
        return lambda x, _: tf.nn.bias_add(x @ matrix, bias)


def updater(network, variables):
    """A function that lets the variables follow their gradients."""
    kind, options = only(network["optimizer"])
    rate, decay = options["rate"], 2 * network.get("l2", 0)

    def descend(gradients):
        for variable, gradient in zip(variables, gradients):
            decays = decay and variable.shape.rank > 1
            variable.assign_sub(rate * (gradient + decay * variable if decays else gradient))

    if kind == "sgd":
        return descend
    moments = [(tf.Variable(tf.zeros_like(variable)), tf.Variable(tf.zeros_like(variable))) for variable in variables]
    powers = tf.Variable(0.9, dtype=variables[0].dtype), tf.Variable(0.999, dtype=variables[0].dtype)

    # The kernel is one pass over each variable; Keras' Adam is many.
    def adapt(gradients):
        for variable, (mean, square), gradient in zip(variables, moments, gradients):
            tf.raw_ops.ResourceApplyAdam(
                var=variable.handle, m=mean.handle, v=square.handle, beta1_power=powers[0], beta2_power=powers[1],
                lr=rate, beta1=0.9, beta2=0.999, epsilon=1e-8, grad=gradient)
        powers[0].assign(powers[0] * 0.9)
        powers[1].assign(powers[1] * 0.999)

    return adapt


def build(network, mode, threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.random.set_seed(0)
    kind = tf.float64 if network["precision"] == "double" else tf.float32
    shape = tuple(network["image"])
    # Channels are innermost.
    x = tf.random.uniform([network["batch_size"], *shape[1:], shape[0]], dtype=kind)
    outputs = network.get("outputs")
    if outputs:
        y = tf.random.uniform([network["batch_size"], outputs], dtype=kind)
    else:
        y = tf.random.uniform([network["batch_size"]], maxval=network["classes"], dtype=tf.int32)
    builder = Builder(kind)
    layers = builder.sequence(network["layers"], shape)
    output = builder.dense(*shape_after_all(network["layers"], shape), outputs or network["classes"])
    update = updater(network, builder.variables)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            result = output(layers(x, True), True)
            if outputs:
                cost = tf.reduce_mean(tf.square(result - y))
            else:
                cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=result))
        update(tape.gradient(cost, builder.variables))
        return cost

    @tf.function
    def infer():
        result = output(layers(x, False), False)
        return result if outputs else tf.argmax(result, 1)

    return {"step": lambda: step().numpy(), "inference": lambda: infer().numpy()}


if __name__ == "__main__":
    serve(build)
