/// The sort key of a name in natural order, with digits compared as numbers: `a2.png` comes before
/// `a10.png`.
///
/// Names with the same numbers, such as `1` and `01`, have the same key.
struct NaturalKey: Comparable {
  /// The name in UTF-8, where a number is written as the digit 0, the count of its digits without
  /// leading zeros, and these.
  private let bytes: [UInt8]

  init(_ name: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.utf8.count + 4)
    var digits: [UInt8] = []
    var isNumber = false
    func endNumber() {
      guard isNumber else { return }
      // A name has at most 255 bytes; what is longer is compared by its first digits.
      bytes.append(UInt8(ascii: "0"))
      bytes.append(UInt8(min(digits.count, 255)))
      bytes += digits
      digits.removeAll()
      isNumber = false
    }
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "0") where digits.isEmpty: isNumber = true
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        isNumber = true
        digits.append(byte)
      default:
        endNumber()
        bytes.append(byte)
      }
    }
    endNumber()
    self.bytes = bytes
  }

  static func < (left: NaturalKey, right: NaturalKey) -> Bool { left.bytes.precedes(right.bytes) }
}

extension [UInt8] {
  /// Whether the bytes come before others in lexicographic order.
  func precedes(_ other: [UInt8]) -> Bool {
    let common = Swift.min(count, other.count)
    // A `while` loop, since debug builds sort tens of thousands of names.
    var index = 0
    while index < common {
      if self[index] != other[index] { return self[index] < other[index] }
      index &+= 1
    }
    return count < other.count
  }
}
