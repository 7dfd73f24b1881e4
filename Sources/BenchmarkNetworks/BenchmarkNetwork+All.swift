import Diagnostics

extension BenchmarkNetwork {
  /// Networks that the tutorial does not have: LeNet with one thing changed, and those of other
  /// kinds.
  package static let all = leNets + perceptrons + convolutional + residual

  /// The networks of the given names, in that order; all of them where there are no names.
  ///
  /// - Throws: `UnknownNetworkError`.
  package static func named(_ names: [String]) throws -> [BenchmarkNetwork] {
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
