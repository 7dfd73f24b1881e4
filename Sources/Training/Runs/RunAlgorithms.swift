/// The algorithms of a training function, where there are several that differ in the last bits: of
/// convolutions and of long sums.
///
///     convolution 500x1x28x28 by 20x1x5x5: direct
///
/// They follow from the graph and the options, but another version of Croton may choose others.
struct RunAlgorithms: Sendable, Equatable {
  /// The key in the metadata of a checkpoint.
  static let key = "algorithms"

  private struct Entry: Equatable {
    let subject: Substring
    let algorithm: Substring

    init(_ text: String) {
      let parts = text.split(separator: ": ", maxSplits: 1)
      subject = parts.first ?? ""
      algorithm = parts.dropFirst().first ?? ""
    }
  }

  private static let separator = "; "

  /// What is computed, and with which algorithm.
  let list: [String]

  init(_ list: [String]) {
    self.list = list
  }

  /// - Parameter metadata: all of them, as the metadata of a checkpoint has them.
  init(metadata: String) {
    list = metadata.split(separator: Self.separator).map(String.init)
  }

  /// All of them, one after the other.
  var metadata: String { list.joined(separator: Self.separator) }

  /// Checks that a run of these algorithms goes on with the same ones.
  ///
  /// - Parameters:
  ///   - now: the algorithms that it would go on with.
  ///   - path: the folder of the run.
  ///   - version: the version of Croton that it began with, if that is known.
  /// - Throws: `RunError.otherAlgorithm`; `RunError.otherGraph` where something else is computed.
  func check(goOnAs now: RunAlgorithms, path: String, version: String?) throws {
    guard self != now else { return }
    let (before, after) = (list.map(Entry.init), now.list.map(Entry.init))
    guard before.map(\.subject) == after.map(\.subject),
      let (first, other) = zip(before, after).first(where: { $0 != $1 })
    else { throw RunError.otherGraph(path: path) }
    throw RunError.otherAlgorithm(
      path: path, what: String(first.subject), algorithm: String(first.algorithm),
      now: String(other.algorithm), version: version)
  }
}
