import Compiler
import Datasets
import Dispatch
import Frontend
import GraphIR
import Synchronization

/// Loads the minibatches of a set, and prefetches the next one on a thread of its own while a
/// function computes with the current one.
final class BatchLoader: Sendable {
  /// A minibatch as arguments of a function.
  struct LoadedArguments: Sendable {
    /// The values of the examples and their targets.
    let arguments: [any FunctionArgument]
    /// The number of examples that count, from the first; the rest of the last minibatch of a set
    /// is padding.
    let count: Int
  }

  /// The position of a minibatch.
  private struct Place: Hashable {
    let epoch: Int
    let minibatch: Int
  }

  private struct State {
    var order: (epoch: Int, examples: [Int])?
    var next: (place: Place, result: Ahead)?
  }

  /// A minibatch that is being loaded.
  private final class Ahead: Sendable {
    private let result = Mutex<Result<LoadedArguments, any Error>?>(nil)
    private let isDone = DispatchSemaphore(value: 0)

    func finish(_ value: Result<LoadedArguments, any Error>) {
      result.withLock { $0 = value }
      isDone.signal()
    }

    func wait() throws -> LoadedArguments? {
      isDone.wait()
      return try result.withLock { $0 }?.get()
    }
  }

  private let examples: LabeledExamples
  private let exampleShape: [Int]
  private let batchSize: Int
  /// The rows of each minibatch that are loaded.
  private let rows: Range<Int>
  private let order: EpochOrder
  /// The number of minibatches in an epoch.
  private let minibatches: Int
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "croton.batch-loader", qos: .userInitiated)

  /// - Parameters:
  ///   - rows: the rows of each minibatch that are loaded; all unless given.
  ///   - includesRest: whether the examples that fill no minibatch are in a last, padded one.
  init(
    _ examples: LabeledExamples, exampleShape: [Int], batchSize: Int, rows: Range<Int>? = nil,
    order: EpochOrder, includesRest: Bool
  ) {
    self.examples = examples
    self.exampleShape = exampleShape
    self.batchSize = batchSize
    self.rows = rows ?? 0..<batchSize
    self.order = order
    let rest = examples.count % batchSize
    minibatches = examples.count / batchSize + (includesRest && rest > 0 ? 1 : 0)
  }

  /// A minibatch of an epoch, both counted from 0.
  ///
  /// - Throws: `DatasetError` where examples cannot be read.
  func minibatch(_ minibatch: Int, epoch: Int) throws -> LoadedArguments {
    // Without shuffling all epochs are the same.
    let isShuffled = order.seed != nil
    let epoch = isShuffled ? epoch : 0
    let place = Place(epoch: epoch, minibatch: minibatch)
    let ahead = state.withLock { state in
      defer { state.next = nil }
      return state.next?.place == place ? state.next?.result : nil
    }
    let result = try ahead?.wait() ?? load(place)
    prepare(
      minibatch + 1 < minibatches
        ? Place(epoch: epoch, minibatch: minibatch + 1)
        : Place(epoch: isShuffled ? epoch + 1 : 0, minibatch: 0))
    return result
  }

  /// Begins to load a minibatch.
  private func prepare(_ place: Place) {
    let ahead = Ahead()
    state.withLock { $0.next = (place, ahead) }
    queue.async { ahead.finish(Result { try self.load(place) }) }
  }

  private func load(_ place: Place) throws -> LoadedArguments {
    let order = try examples(ofEpoch: place.epoch)
    let first = place.minibatch * batchSize
    let count = min(batchSize, order.count - first)
    // The last minibatch is padded with the first examples, which do not count.
    let chosen = rows.map { order[($0 < count ? first + $0 : $0) % order.count] }
    return LoadedArguments(arguments: [try values(chosen), try targets(chosen)], count: count)
  }

  private func examples(ofEpoch epoch: Int) throws -> [Int] {
    let known = state.withLock { $0.order }
    if let known, known.epoch == epoch { return known.examples }
    let examples = try order.examples(epoch: epoch)
    state.withLock { $0.order = (epoch, examples) }
    return examples
  }

  private func values(_ chosen: [Int]) throws -> any FunctionArgument {
    let shape = Shape([rows.count] + exampleShape)
    let size = exampleShape.reduce(1, *)
    switch examples.values.element {
    case .byte:
      return try NDArray(shape: shape, scalars: examples.values.bytes(of: chosen, size: size))
    case .float:
      return try NDArray(shape: shape, scalars: examples.values.numbers(of: chosen, size: size))
    }
  }

  private func targets(_ chosen: [Int]) throws -> any FunctionArgument {
    switch examples.targets {
    case .labels(let labels):
      return NDArray(chosen.map { labels[$0] })
    case .numbers(let numbers):
      let width = numbers.count / max(1, examples.count)
      return try NDArray(
        shape: [rows.count, width],
        scalars: chosen.flatMap { numbers[$0 * width..<($0 + 1) * width] })
    }
  }
}
