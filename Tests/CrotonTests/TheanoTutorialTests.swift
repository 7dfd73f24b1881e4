import Croton
import Foundation
import Testing

/// The Swift of the article "From Theano to Croton", which is the code between the marks.
@Suite struct TheanoTutorialTests {
  @Test func works() throws {
    let digits = try smallImages(40)
    let trainSetX = Shared(
      "train_set_x", try NDArray<Float>(shape: [40, 784], scalars: digits.pixels))
    let trainSetY = Shared("train_set_y", NDArray<Int32>(digits.labels))
    let images = Tensor<Float>.placeholder("images", shape: [2, 1, 28, 28])
    let filters = Shared("filters", try NDArray<Float>(repeating: 0.1, shape: [3, 1, 5, 5]))
    let bias = Shared("bias", try NDArray<Float>(repeating: 0.2, shape: [3]))

    // Example
    let x = Tensor<Float>.placeholder("x", shape: [20, 784])
    let y = Tensor<Int32>.placeholder("y", shape: [20])
    let index = Tensor<Int64>.placeholder("index")
    let W = Shared("W", try NDArray<Float>(repeating: 0, shape: [784, 10]))
    let b = Shared("b", try NDArray<Float>(repeating: 0, shape: [10]))
    let before = W.value
    try W.set(before)
    let probabilities = (dot(x, W) + b).softmax()
    let prediction = probabilities.argmax(axis: 1)
    let cost = -probabilities.log().gathered(byLabel: y).mean()
    let error = (prediction .!= y.cast(to: Int64.self)).cast(to: Float.self).mean()
    let gradients = try gradient(of: cost, withRespectTo: [W, b])
    let rows = index * 20..<(index + 1) * 20
    let trainModel = try compile(
      name: "train_model", inputs: [index], outputs: [cost],
      updates: [Update(W, to: W - 0.13 * gradients[0]), Update(b, to: b - 0.13 * gradients[1])],
      givens: [Given(x, trainSetX[rows]), Given(y, trainSetY[rows])])
    print(try trainModel(0)[cost].scalar ?? .nan)
    var stream = RandomStream(seed: 234)
    let mask: Tensor<Float> = stream.binomial([20, 784], probability: 0.5)
    let noisy = x * mask
    let convolved = conv2d(images, filters: filters)
    let pooled = convolved.pool2d((2, 2))
    let output = (pooled + bias.dimshuffle(nil, 0, nil, nil)).tanh()
    // End of the example

    #expect(try (trainModel(0)[cost].scalar ?? 3) < 2.3)
    let measure = try compile(
      inputs: [x, y], outputs: [error, noisy.sum()], options: .testing())
    let batch = try NDArray<Float>(shape: [20, 784], scalars: Array(digits.pixels.prefix(15_680)))
    let measured = try measure(batch, NDArray<Int32>(Array(digits.labels.prefix(20))))
    let (rate, sum) = (try measured[error].scalar ?? 2, try measured[1, as: Float.self].scalar ?? 0)
    #expect((0...1).contains(rate))
    let total = batch.scalars.reduce(0, +)
    #expect(sum > 0.4 * total && sum < 0.6 * total)
    let maps = try compile(inputs: [images], outputs: [output], options: .testing())
    let zeros = try NDArray<Float>(repeating: 0, shape: [2, 1, 28, 28])
    let map = try maps(zeros)[output]
    #expect(map.shape == [2, 3, 12, 12])
    #expect(map.scalars.allSatisfy { abs($0 - tanh(0.2)) < 1e-6 })
  }

  private func smallImages(_ count: Int) throws -> (pixels: [Float], labels: [Int32]) {
    var random = try RandomState(seed: 3)
    return (
      try random.randomSample(count: count * 784).map { Float($0) },
      (0..<Int32(count)).map { $0 % 10 }
    )
  }

  @Test func isTheOneInTheArticle() throws {
    let here = URL(fileURLWithPath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appendingPathComponent("Sources/Croton/Croton.docc/FromTheano.md"),
      encoding: .utf8)
    let code = try String(contentsOf: here, encoding: .utf8).components(separatedBy: "\n")
    let start = try #require(code.firstIndex { $0 == "    // Example" })
    let end = try #require(code.firstIndex { $0 == "    // End of the example" })
    let example = code[(start + 1)..<end].map {
      $0.hasPrefix("    ") ? String($0.dropFirst(4)) : $0
    }
    let shown = article.matches(of: #/(?s)```swift\n(.*?)```/#)
      .flatMap { $0.1.split(separator: "\n").map(String.init) }
    #expect(shown == example)
  }
}
