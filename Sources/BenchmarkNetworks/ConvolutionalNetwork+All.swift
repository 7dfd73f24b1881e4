import Diagnostics

extension ConvolutionalNetwork {
  /// Networks that the tutorial does not have, each LeNet with one thing changed.
  package static let all: [ConvolutionalNetwork] = [
    ConvolutionalNetwork(
      "filters-3x3", layers: [Layer(filters: 20, extent: 3), Layer(filters: 50, extent: 3)]),
    ConvolutionalNetwork(
      "filters-7x7", layers: [Layer(filters: 20, extent: 7), Layer(filters: 50, extent: 7)]),
    ConvolutionalNetwork("color-32x32", image: [3, 32, 32]),
    ConvolutionalNetwork("average-pooling", pooling: .average),
    ConvolutionalNetwork("relu", activation: .relu),
    // Without pooling a step of 100 images is more work than one of 500 with it.
    ConvolutionalNetwork(
      "no-pooling",
      layers: [Layer(filters: 20, extent: 5, window: 1), Layer(filters: 50, extent: 5, window: 1)],
      batchSize: 100),
    ConvolutionalNetwork(
      "three-convolutions",
      layers: [
        Layer(filters: 20, extent: 5), Layer(filters: 50, extent: 3),
        Layer(filters: 80, extent: 3, window: 1),
      ]),
    ConvolutionalNetwork(
      "odd-sizes", image: [1, 29, 31],
      layers: [Layer(filters: 13, extent: 5), Layer(filters: 37, extent: 5)], batchSize: 37),
    ConvolutionalNetwork("double", precision: .double),
  ]

  /// The networks of the given names, in that order; all of them where there are no names.
  ///
  /// - Throws: `UnknownNetworkError`.
  package static func named(_ names: [String]) throws -> [ConvolutionalNetwork] {
    guard !names.isEmpty else { return all }
    let known = all.map(\.name)
    return try names.map { name in
      guard let network = all.first(where: { $0.name == name }) else {
        throw UnknownNetworkError(
          name: name, nearest: nearest(to: name, in: known), known: known)
      }
      return network
    }
  }
}
