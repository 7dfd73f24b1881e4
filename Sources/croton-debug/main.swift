import Croton
let x = Tensor<Float>.placeholder("x", shape: [3])
let y = x * x
let square = try compile(name: "square", inputs: [x], outputs: [y])
print(try square(NDArray<Float>([1, 2, 3]))[y])

var random = try RandomState(seed: 23455)
let B = 500
let images = Tensor<Float>.placeholder("x", shape: [B, 784])
let labels = Tensor<Int32>.placeholder("y", shape: [B])
let index = Tensor<Int64>.placeholder("index")
let l0 = try LeNetConvPoolLayer("layer0", random: &random, input: images.reshape([B, 1, 28, 28]), filterShape: [20, 1, 5, 5])
let l1 = try LeNetConvPoolLayer("layer1", random: &random, input: l0.output, filterShape: [50, 20, 5, 5])
let l2 = try HiddenLayer("layer2", random: &random, input: l1.output.flatten(2), inputs: 800, outputs: 500)
let l3 = LogisticRegression("layer3", input: l2.output, inputs: 500, classes: 10)
let cost = l3.negativeLogLikelihood(labels)
let parameters = l3.parameters + l2.parameters + l1.parameters + l0.parameters
let gradients = try gradient(of: cost, withRespectTo: parameters)
let data = try DataSource(argument: nil).load()
let trainX = Shared("train_x", try NDArray<Float>(shape: [50000, 784], scalars: data.training.pixels.floats))
let trainY = Shared("train_y", try NDArray<Int32>(shape: [50000], scalars: data.training.labels))
let rows = index * B ..< (index + 1) * B
let train = try compile(name: "train", inputs: [index], outputs: [cost],
  updates: zip(parameters, gradients).map { Update($0, to: $0 - 0.1 * $1) },
  givens: [Given(images, trainX[rows]), Given(labels, trainY[rows])])
print(train.compilation)
print(train.generated.optimizedGraph)
let clock = ContinuousClock()
for i in 0..<4 { print(try train(i)[cost].scalar!) }
for epoch in 0..<2 {
  var total = 0.0
  let t = try clock.measure { for i in 0..<100 { total += Double(try train(i)[cost].scalar!) } }
  print("epoch", epoch, total / 100, t)
}
