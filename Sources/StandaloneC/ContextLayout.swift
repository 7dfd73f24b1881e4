import GraphIR
import Schedule
import Training

/// Where everything lies in the memory of a context, in bytes from its beginning.
struct ContextLayout {
  /// The alignment of everything.
  static let alignment = 64
  /// What the state of a context takes.
  static let stateBytes = 64

  /// Where each value begins; `nil` for one that lies in the C.
  let values: [Int?]
  /// The end of the values.
  let valueBytes: Int
  /// A batch of examples, and one of targets.
  let examples, targets: Int
  /// The results of the functions.
  let outputs: Int
  /// The probabilities after the classes, from the beginning of the results.
  let secondOutput: Int
  /// The arena.
  let arena: Int
  /// The workspaces of the threads, which are the last.
  let workspace: Int
  /// What a thread takes.
  let threadBytes: Int

  /// - Parameters:
  ///   - functions: the functions of a model; the last one predicts.
  ///   - shards: those of processes that split minibatches.
  ///   - constants: the values that lie in the C, as nothing writes them.
  init(
    _ values: [StandaloneModel.Value], functions: [StandaloneFunction],
    shards: [StandaloneShard] = [], constants: Set<Int> = []
  ) {
    let schedules = (functions + shards.flatMap(\.functions)).map(\.schedule)
    let predict = functions.last?.schedule
    let train = functions.first { $0.name == "train" }?.schedule
    var end = Self.stateBytes
    func place(_ bytes: Int) -> Int {
      let start = end
      end += Self.placed(bytes)
      return start
    }
    self.values = values.enumerated().map { index, value in
      constants.contains(index) ? nil : place(value.storage.type.byteCount)
    }
    valueBytes = end
    examples = place(predict?.inputs.first?.byteCount ?? 0)
    targets = place((train?.inputs.dropFirst().first?.byteCount) ?? 0)
    let first = predict?.outputs.first?.byteCount ?? 0
    secondOutput = (first + Self.alignment - 1) / Self.alignment * Self.alignment
    outputs = place(secondOutput + (predict?.outputs.dropFirst().first?.byteCount ?? 0))
    arena = place(schedules.map(\.arenaByteCount).max() ?? 0)
    workspace = end
    threadBytes = schedules.map(\.threadWorkspaceByteCount).max() ?? 0
  }

  /// What a context with one thread takes.
  var byteCount: Int { workspace + threadBytes }

  /// The bytes up to the next place.
  static func placed(_ bytes: Int) -> Int {
    (max(1, bytes) + alignment - 1) / alignment * alignment
  }
}
