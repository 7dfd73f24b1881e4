/// The type of the elements of an array, NumPy's `dtype`, as far as examples and labels need it.
struct NumPyType {
  /// What the bytes of an element mean.
  enum Kind: Character {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
  }

  let kind: Kind

  /// The bytes of an element.
  let size: Int

  /// Whether the bytes of an element stand in the opposite order to the host's.
  private(set) var isSwapped: Bool

  /// The type of a code such as `f4` or `<i8`, which may begin with a byte order.
  init?(code: String) {
    var code = Substring(code)
    let order = code.first.flatMap { "<>=|".contains($0) ? code.removeFirst() : nil }
    guard let kind = code.popFirst().flatMap(Kind.init(rawValue:)) else { return nil }
    switch (kind, code) {
    case (.signed, "1"), (.unsigned, "1"), (.boolean, "1"): size = 1
    case (.signed, "2"), (.unsigned, "2"), (.float, "2"): size = 2
    case (.signed, "4"), (.unsigned, "4"), (.float, "4"): size = 4
    case (.signed, "8"), (.unsigned, "8"), (.float, "8"): size = 8
    default: return nil
    }
    self.kind = kind
    isSwapped = order.map { Self.isSwapped(byteOrder: $0) ?? false } ?? false
  }

  /// The type with one of NumPy's byte orders.
  func with(byteOrder: String) -> NumPyType? {
    guard byteOrder.count == 1, let order = byteOrder.first,
      let isSwapped = Self.isSwapped(byteOrder: order)
    else { return nil }
    var result = self
    result.isSwapped = isSwapped
    return result
  }

  /// Whether one of NumPy's byte orders is not the host's: `<` is little, `>` big, `=` the host's,
  /// and `|` is for types that have none.
  private static func isSwapped(byteOrder: Character) -> Bool? {
    let isLittleEndianHost = Int(littleEndian: 1) == 1
    switch byteOrder {
    case "<": return !isLittleEndianHost
    case ">": return isLittleEndianHost
    case "=", "|": return false
    default: return nil
    }
  }

  /// The name of the type in NumPy, such as `float32`.
  var name: String {
    switch kind {
    case .float: "float\(8 * size)"
    case .signed: "int\(8 * size)"
    case .unsigned: "uint\(8 * size)"
    case .boolean: "bool"
    }
  }

  /// An array of this type in a few words, such as `an array of float32 of shape (3, 784)`.
  func summary(ofArray shape: [Int]) -> String {
    "an array of \(name) of shape \(ErrorText.shape(shape))"
  }
}
