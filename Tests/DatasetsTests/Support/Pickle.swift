/// Writes pickles of protocol 2 as Python 2 does, right or wrong, for tests.
enum Pickle {
  static func file(_ value: [UInt8]) -> [UInt8] {
    [0x80, 2] + value + ascii(".")
  }

  static func integer(_ value: Int) -> [UInt8] {
    ascii("J") + littleEndian(value, bytes: 4)
  }

  static func string(_ bytes: [UInt8]) -> [UInt8] {
    ascii("T") + littleEndian(bytes.count, bytes: 4) + bytes
  }

  static func string(_ text: String) -> [UInt8] {
    string(ascii(text))
  }

  static func tuple(_ items: [UInt8]...) -> [UInt8] {
    ascii("(") + items.joined() + ascii("t")
  }

  static func global(_ module: String, _ name: String) -> [UInt8] {
    ascii("c\(module)\n\(name)\n")
  }

  static func call(_ function: [UInt8], _ arguments: [UInt8]...) -> [UInt8] {
    function + ascii("(") + arguments.joined() + ascii("tR")
  }

  static let none = ascii("N")
  static let reconstruct = global("numpy.core.multiarray", "_reconstruct")
  static let arrayClass = global("numpy", "ndarray")
  static let typeClass = global("numpy", "dtype")

  static let emptyArray = call(reconstruct, arrayClass, tuple(integer(0)), string("b"))

  static func type(_ code: String, order: String = "<") -> [UInt8] {
    call(typeClass, string(code), integer(0), integer(1))
      + tuple(
        integer(3), string(order), none, none, none, integer(-1), integer(-1), integer(0))
      + ascii("b")
  }

  /// An array, whose shape may disagree with its bytes.
  static func array(_ code: String, _ shape: [Int], _ bytes: [UInt8]) -> [UInt8] {
    emptyArray
      + tuple(
        integer(1), ascii("(") + shape.flatMap(integer) + ascii("t"), type(code), integer(0),
        string(bytes))
      + ascii("b")
  }

  /// Grey images.
  static func x(_ count: Int) -> [UInt8] {
    array("u1", [count, 784], [UInt8](repeating: 128, count: 784 * count))
  }

  static func y(_ labels: [Int]) -> [UInt8] {
    array("i8", [labels.count], labels.flatMap { littleEndian($0, bytes: 8) })
  }

  /// A whole data set, in which the first pair can be another value.
  static func dataset(training: [UInt8] = tuple(x(1), y([3]))) -> [UInt8] {
    file(tuple(training, tuple(x(1), y([4])), tuple(x(1), y([5]))))
  }

  static func littleEndian(_ value: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}

func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }
