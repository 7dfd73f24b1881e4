import Diagnostics

/// The features of the rows of a table, which grow row by row.
///
/// They lie in chunks, so that nothing is copied when they grow, and grey levels take a byte each
/// as long as there is nothing else in a row or before it.
final class TableValues {
  /// Some rows.
  private struct Chunk {
    let memory: UnsafeMutableRawPointer
    let isLevels: Bool
    /// The number of rows that there is room for.
    let capacity: Int
    var rows = 0
  }

  /// The columns that a row gives, in ranges.
  private let ranges: [Range<Int>]
  /// The number of values in a row.
  let width: Int
  private let rowsOfChunk: Int
  private var chunks: [Chunk] = []
  private(set) var rows = 0
  private(set) var byteCount = 0

  private static let chunkSize = 1 << 22

  init(columns: [Int]) {
    var ranges: [Range<Int>] = []
    for column in columns {
      if let last = ranges.last, last.upperBound == column {
        ranges[ranges.count - 1] = last.lowerBound..<column + 1
      } else {
        ranges.append(column..<column + 1)
      }
    }
    self.ranges = ranges
    width = columns.count
    rowsOfChunk = max(1, Self.chunkSize / max(1, width * ExampleValues.Element.float.size))
  }

  deinit {
    for chunk in chunks { chunk.memory.deallocate() }
  }

  /// Whether all values are grey levels.
  var isLevels: Bool { chunks.allSatisfy(\.isLevels) }

  /// Adds the values of a row, and returns whether there was memory for them.
  func append(_ row: TableRow, isLevels: Bool) throws(DatasetError.Problem) {
    // After a row of other numbers, all are kept as numbers: rows of both kinds in turn would take
    // a chunk each.
    let isLevels = isLevels && chunks.last?.isLevels != false
    let size = isLevels ? 1 : ExampleValues.Element.float.size
    var last = chunks.count - 1
    if last < 0 || chunks[last].isLevels != isLevels || chunks[last].rows == chunks[last].capacity {
      // As much as there is so far: a small table takes little.
      let capacity = min(rowsOfChunk, max(1, rowsOfChunk / 64, rows))
      let chunkSize = capacity * width * size
      guard byteCount <= DatasetLimits.arrayBytes else { throw .arraysTooLarge }
      guard canAllocate(byteCount: chunkSize) else { throw .noMemory(bytes: chunkSize) }
      chunks.append(
        Chunk(
          memory: .allocate(byteCount: chunkSize, alignment: 16), isLevels: isLevels,
          capacity: capacity))
      last += 1
    }
    // Safe: the chunk has room for `capacity` rows, of which this one is not the last or fills
    // it; the ranges lie in the columns of the row.
    var target = chunks[last].memory + chunks[last].rows * width * size
    for range in ranges {
      let source =
        isLevels
        ? UnsafeRawPointer(row.levels + range.lowerBound)
        : UnsafeRawPointer(row.values + range.lowerBound)
      target.copyMemory(from: source, byteCount: range.count * size)
      target += range.count * size
    }
    chunks[last].rows += 1
    rows += 1
    byteCount += width * size
  }

  /// Removes all values and returns them as grey levels.
  func takeLevels() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: rows * width) { buffer, count in
      take { chunk in
        // Safe: the chunks together have `rows * width` values.
        let size = chunk.rows * width
        UnsafeMutableRawBufferPointer(buffer)[count..<count + size].copyBytes(
          from: UnsafeRawBufferPointer(start: chunk.memory, count: size))
        count += size
      }
    }
  }

  /// Removes all values and returns them as numbers.
  func takeFloats() -> [Float] {
    [Float](unsafeUninitializedCapacity: rows * width) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      take { chunk in
        Self.store(chunk.memory, isLevels: chunk.isLevels, chunk.rows * width, at: base + count)
        count += chunk.rows * width
      }
    }
  }

  /// All rows as numbers, one after another, which are taken from here.
  func takeRows(_ body: (UnsafeBufferPointer<Float>) -> Void) {
    let row = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, width))
    defer { row.deallocate() }
    guard let base = row.baseAddress else { return }
    take { chunk in
      let size = width * (chunk.isLevels ? 1 : ExampleValues.Element.float.size)
      for index in 0..<chunk.rows {
        Self.store(chunk.memory + index * size, isLevels: chunk.isLevels, width, at: base)
        body(UnsafeBufferPointer(start: base, count: width))
      }
    }
  }

  /// Passes on one chunk after another, and frees each.
  private func take(_ body: (Chunk) -> Void) {
    let taken = chunks
    chunks = []
    for chunk in taken {
      body(chunk)
      chunk.memory.deallocate()
    }
    byteCount = 0
  }

  private static func store(
    _ source: UnsafeRawPointer, isLevels: Bool, _ count: Int, at target: UnsafeMutablePointer<Float>
  ) {
    guard isLevels else {
      UnsafeMutableRawPointer(target).copyMemory(
        from: source, byteCount: count * ExampleValues.Element.float.size)
      return
    }
    // Safe: source and target have `count` values. A `while` loop over plain pointers because
    // debug builds run this as well.
    let levels = source.assumingMemoryBound(to: UInt8.self)
    var index = 0
    while index < count {
      target[index] = Float(levels[index])
      index &+= 1
    }
  }
}
