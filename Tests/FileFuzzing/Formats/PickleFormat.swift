/// A pickle: whole opcodes with their arguments are removed, repeated, moved and added.
struct PickleFormat: MutableFormat {
  /// Opcodes with arguments that mean something.
  private static let pieces: [[UInt8]] =
    [
      "(", "0", "1", "2", "N", ")", "]", "}", "t", "l", "d", "a", "e", "s", "u", "R", "b", "I5\n",
      "L7L\n", "F1.5\n", "S'f4'\n", "S'<'\n", "Vx\n", "g0\n", "p0\n", "q\u{0}", "h\u{0}", "h\u{1}",
      "K\u{3}", "U\u{1}a", "cnumpy.core.multiarray\n_reconstruct\n", "cnumpy\nndarray\n",
      "cnumpy\ndtype\n", "c_codecs\nencode\n", "cnumpy._core.numeric\n_frombuffer\n",
      "J\u{ff}\u{ff}\u{ff}\u{7f}", "M\u{1}\u{1}", "(S'u1'\nI0\nI1\ntR.", "i__builtin__\nlist\n",
    ].map { $0.unicodeScalars.map { UInt8($0.value) } } + [
      [0x80, 2], [0x80, 5], [0x85], [0x86], [0x87], [0x88], [0x89], [0x93], [0x94],
      [0x8A, 1, 5], [0x8B, 1, 0, 0, 0, 9], [0x8C, 1, 97],
      [0x8E, 255, 255, 255, 255, 255, 255, 255, 127],
      [0x95, 4, 0, 0, 0, 0, 0, 0, 0], [0x96, 1, 0, 0, 0, 0, 0, 0, 0, 7],
      [0x42, 0xF0, 0xFF, 0xFF, 0x7F],
    ]

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    var opcodes = Self.opcodes(bytes)
    guard !opcodes.isEmpty, !mutation.isOne(in: 4) else { return mutation.bytes(bytes) }
    for _ in 0...mutation.number(below: 3) where !opcodes.isEmpty {
      let chosen = mutation.number(below: opcodes.count)
      switch mutation.number(below: 6) {
      case 0: opcodes.remove(at: chosen)
      case 1: opcodes.insert(opcodes[chosen], at: mutation.number(below: opcodes.count))
      case 2: opcodes.swapAt(chosen, mutation.number(below: opcodes.count))
      case 3: opcodes[chosen] = mutation.bytes(opcodes[chosen])
      default:
        opcodes.insert(Self.pieces[mutation.number(below: Self.pieces.count)], at: chosen)
      }
    }
    return Array(opcodes.joined())
  }

  /// The opcodes with their arguments; what cannot be told apart is the last.
  private static func opcodes(_ bytes: [UInt8]) -> [[UInt8]] {
    var opcodes: [[UInt8]] = []
    var offset = 0
    while offset < bytes.count, opcodes.count < 4096 {
      let end = min(max(offset + 1, end(ofOpcodeAt: offset, in: bytes)), bytes.count)
      opcodes.append(Array(bytes[offset..<end]))
      offset = end
    }
    if offset < bytes.count { opcodes.append(Array(bytes[offset...])) }
    return opcodes
  }

  private static func end(ofOpcodeAt offset: Int, in bytes: [UInt8]) -> Int {
    func counted(_ size: Int) -> Int {
      let count = bytes.littleEndian(at: offset + 1, bytes: size)
      return 0...bytes.count ~= count ? offset + 1 + size + count : bytes.count
    }
    func lines(_ count: Int) -> Int {
      var end = offset + 1
      for _ in 0..<count {
        guard let line = bytes[min(end, bytes.count)...].firstIndex(of: 0x0A) else {
          return bytes.count
        }
        end = line + 1
      }
      return end
    }
    return switch bytes[offset] {
    case 0x80, 0x4B, 0x68, 0x71: offset + 2
    case 0x4D: offset + 3
    case 0x4A, 0x6A, 0x72: offset + 5
    case 0x47, 0x95: offset + 9
    case 0x55, 0x43, 0x8A, 0x8C: counted(1)
    case 0x54, 0x42, 0x58, 0x8B: counted(4)
    case 0x8D, 0x8E, 0x96: counted(8)
    case 0x49, 0x4C, 0x46, 0x53, 0x56, 0x67, 0x70: lines(1)
    case 0x63, 0x69: lines(2)
    default: offset + 1
    }
  }
}
