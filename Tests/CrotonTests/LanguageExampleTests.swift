import Croton
import Foundation
import Testing

/// The example of the language in the README, which is the code between the two marks.
@Suite struct LanguageExampleTests {
  @Test func works() throws {
    // Example
    let x = Tensor<Float>.placeholder("x", shape: [500, 784])
    let y = Tensor<Int32>.placeholder("y", shape: [500])
    let index = Tensor<Int64>.placeholder("index")

    let data = try DataSource.embeddedMNIST.load()
    let pixels = try NDArray(shape: [50_000, 784], scalars: data.training.values.floats)
    let trainImages = Shared("images", pixels)
    let trainLabels = Shared("labels", NDArray(data.training.labels))

    let weights = Shared("W", try NDArray<Float>(repeating: 0, shape: [784, 10]))
    let bias = Shared("b", try NDArray<Float>(repeating: 0, shape: [10]))
    let probabilities = (dot(x, weights) + bias).softmax()
    let cost = -probabilities.log().gathered(byLabel: y).mean()

    let gradients = try gradient(of: cost, withRespectTo: [weights, bias])
    let rows = index * 500..<(index + 1) * 500
    let train = try compile(
      name: "train", inputs: [index], outputs: [cost],
      updates: [
        Update(weights, to: weights - 0.13 * gradients[0]),
        Update(bias, to: bias - 0.13 * gradients[1]),
      ],
      givens: [Given(x, trainImages[rows]), Given(y, trainLabels[rows])])

    let outputs = try train(0)
    print(try outputs[cost].scalar ?? .nan)  // 2.3025851
    // End of the example

    #expect(try outputs[cost].scalar == 2.3025851)
    let second = try train(0)
    #expect(try second[cost].scalar ?? 3 < 2.3)
  }

  @Test func isTheOneInTheReadme() throws {
    let here = URL(fileURLWithPath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let code = try String(contentsOf: here, encoding: .utf8).components(separatedBy: "\n")
    let start = try #require(code.firstIndex { $0 == "    // Example" })
    let end = try #require(code.firstIndex { $0 == "    // End of the example" })
    let example = code[(start + 1)..<end].map {
      $0.hasPrefix("    ") ? String($0.dropFirst(4)) : $0
    }
    #expect(readme.contains(example.joined(separator: "\n")))
  }
}
