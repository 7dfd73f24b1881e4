import Diagnostics
import Frontend
import GraphIR
import Models
import NeuralNetworks
import RandomNumbers
import Training

/// How many parameters the layers of the networks have, and the shapes of their maps.
struct ClassicSizes: Decodable {
  private let param_counts: NamedSection<Int>?
  private let map_sizes: NamedSection<[Int]>?
  private let tutorial_param_counts: NamedSection<Int>?

  var vectorCases: [VectorCase] {
    cases("param_counts", param_counts) { layer in
      try Network(LeNet5Of1998()).parameterCount(of: layer)
    }
      + cases("map_sizes", map_sizes) { layer in
        try Network(LeNet5Of1998()).extents(of: layer)
      }
      + cases("tutorial_param_counts", tutorial_param_counts) { layer in
        try Network(LeNet5()).parameterCount(of: layer)
      }
  }

  /// A case for each layer, whose size has to be the expected one.
  private func cases<Size: Decodable & Equatable & Sendable>(
    _ title: String, _ expected: NamedSection<Size>?,
    _ size: @escaping @Sendable (_ layer: String) throws -> Size?
  ) -> [VectorCase] {
    expected.vectorCases { layer, expected in
      [
        VectorCase(
          "\(title) \(layer)",
          check: {
            guard let found = try size(layer) else { return "the network has no layer '\(layer)'" }
            return found == expected ? nil : "got \(found), expected \(expected)"
          })
      ]
    }
  }
}

/// A network over one image of MNIST, whose layers are known by the names of its tensors.
private struct Network {
  private let graph: Graph
  private let parameters: [(name: String, count: Int)]

  init(_ model: some TrainableModel) throws {
    let x = Tensor<Float>.placeholder("x", shape: [1, 1, 28, 28])
    let labels = Tensor<Int32>.placeholder("y", shape: [1])
    var random = try RandomState(seed: 23455)
    let expressions = try model.expressions(
      Batch(images: x, labels: labels, classes: 10), random: &random)
    let definition = try FunctionDefinition(
      name: "network", inputs: [x], outputs: [expressions.probabilities], updates: [], givens: [],
      at: SourceLocation(file: #fileID, line: #line))
    graph = definition.graph
    parameters = expressions.parameters.map { ($0.name ?? "", $0.value.scalars.count) }
  }

  /// The number of parameters of a layer, or of all under a name that begins with `total`.
  func parameterCount(of layer: String) -> Int? {
    let own = parameters.filter { layer.hasPrefix("total") || $0.name.hasPrefix("\(layer).") }
    return own.isEmpty ? nil : own.reduce(0) { $0 + $1.count }
  }

  /// The shape of a layer's maps without the axis of images; `out` is the output.
  func extents(of layer: String) -> [Int]? {
    let name = layer == "out" ? "output" : layer
    let node = graph.nodes.first { $0.name == name }
    return node.map { Array($0.types[0].shape.extents.dropFirst()) }
  }
}
