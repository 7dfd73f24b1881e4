import Schedule

/// Which of some loops may depend on each other, by the memory that they touch: most of very many
/// updates have none in common.
struct LoopsByMemory {
  /// What several buffers may have in common.
  private enum Memory: Hashable {
    case place(Buffer.Place)
    case storage(Int)
  }

  private let touched: [[(memory: Memory, isWritten: Bool)]]
  private var writers: [Memory: [Int]] = [:]
  private var users: [Memory: [Int]] = [:]

  /// - Parameter accesses: those of each loop.
  init(_ accesses: [[LoopAccess]], _ buffers: [Buffer]) {
    touched = accesses.map { accesses in
      accesses.map { (Self.memory(of: $0.buffer, in: buffers), $0.isWritten) }
    }
    for (loop, touched) in touched.enumerated() {
      for (memory, isWritten) in touched {
        users[memory, default: []].append(loop)
        if isWritten { writers[memory, default: []].append(loop) }
      }
    }
  }

  private static func memory(of buffer: Int, in buffers: [Buffer]) -> Memory {
    let storage = buffers.storage(of: buffer)
    return switch buffers[storage].place {
    // What the caller brings along may have several buffers.
    case .input, .shared, .output: .place(buffers[storage].place)
    case .arena, .constant, .alias, .inPlace, .rows, .part: .storage(storage)
    }
  }

  /// The loops after one that touch what it writes, or write what it touches, in order.
  func loops(after loop: Int) -> [Int] {
    let others = touched[loop].flatMap { memory, isWritten in
      let others = (isWritten ? users[memory] : writers[memory]) ?? []
      return others[others.partitioningIndex { $0 > loop }...]
    }
    return Set(others).sorted()
  }
}

extension [Int] {
  /// The first position of an ascending array from which on a condition holds.
  fileprivate func partitioningIndex(where isAfter: (Int) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
