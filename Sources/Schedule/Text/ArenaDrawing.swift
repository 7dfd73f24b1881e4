import Diagnostics

/// The arena as a drawing: steps from top to bottom, bytes from left to right, and a letter for each
/// buffer in the bytes that it needs.
///
///     step    bytes  what it does
///        4  7372800  |aaaaaaaaaaccccc....| layer0_conv2d_maxPool2d_bias_tanh_
///
/// A column is the letter of the buffer that has most of its bytes, and a point where most are free.
/// Buffers that have most of no column have no letter. Letters begin anew where they run out.
struct ArenaDrawing {
  /// The columns between the bars.
  static let columns = 48
  /// The longest line.
  static let longestLine = 100

  private static let letters = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")

  /// The letter of each buffer that has one.
  let letters: [Int: Character]
  private let uses: [ArenaUse]
  private let rows: [[Int?]]
  private let schedule: Schedule

  /// - Parameter order: all buffers of the arena, in the order in which they get letters.
  init(_ schedule: Schedule, order: [Int]) {
    self.schedule = schedule
    uses = schedule.arenaUses
    rows = uses.map { Self.columns(of: $0.buffers, in: schedule) }
    let drawn = Set(rows.joined().compactMap { $0 })
    var letters: [Int: Character] = [:]
    for buffer in order where drawn.contains(buffer) {
      letters[buffer] = Self.letters[letters.count % Self.letters.count]
    }
    self.letters = letters
  }

  /// The buffer that has the most of each column's bytes, if they are not mostly free.
  private static func columns(of buffers: [Int], in schedule: Schedule) -> [Int?] {
    let width = Double(max(1, schedule.arenaByteCount)) / Double(columns)
    var shares = [(buffer: Int?, bytes: Double)](repeating: (nil, 0), count: columns)
    var free = [Double](repeating: width, count: columns)
    for buffer in buffers {
      guard let offset = schedule.buffers[buffer].offset else { continue }
      let (start, end) = (Double(offset), Double(offset + schedule.buffers[buffer].byteCount))
      let first = min(columns - 1, Int(start / width))
      let last = min(columns - 1, Int(end / width))
      for column in first...max(first, last) {
        let left = Double(column) * width
        let bytes = min(end, left + width) - max(start, left)
        free[column] -= bytes
        if bytes > shares[column].bytes { shares[column] = (buffer, bytes) }
      }
    }
    return zip(shares, free).map { $0.bytes > $1 ? $0.buffer : nil }
  }

  /// The lines, without a line break at the end.
  var text: String {
    let digits = { (number: Int) in "\(number)".count }
    let stepWidth = max(4, digits(uses.count))
    let byteWidth = max(5, uses.map { digits($0.byteCount) }.max() ?? 0)
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count)) + text
    }
    let head = "\(right("step", stepWidth))  \(right("bytes", byteWidth))  what it does"
    let lines = zip(uses, rows).map { use, row in
      let bar = String(row.map { $0.flatMap { letters[$0] } ?? "." })
      let line =
        "\(right("\(use.step)", stepWidth))  \(right("\(use.byteCount)", byteWidth))  |\(bar)| "
      return line
        + Self.cut(schedule.name(of: schedule.steps[use.step]), Self.longestLine - line.count)
    }
    return ([head] + lines).joined(separator: "\n")
  }

  /// A name, without its end where it is too long.
  private static func cut(_ name: String, _ length: Int) -> String {
    name.count <= length ? name : name.prefix(max(0, length - 1)) + "…"
  }
}
