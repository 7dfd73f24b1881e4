import GraphIR

/// The C that adds the lanes of as many vectors as a vector has lanes: lane l of the result is the sum
/// of vector l.
///
/// Halves of pairs of vectors are added until one vector is left, in an order that does not depend on
/// the compiler.
struct LaneSumText {
  let name: String
  let element: ElementType
  let lanes: Int

  func render() -> String {
    var text = CText()
    text.add("/* Lane l of the result is the sum of the lanes of vector l. */")
    text.add("CROTON_INLINE \(element.cVector) \(name)(")
    text.add("    const \(element.cVector) *restrict terms)")
    text.block("") { body in
      var names = (0..<lanes).map { "terms[\($0)]" }
      var width = 1
      while width < lanes {
        var sums: [String] = []
        for index in 0..<names.count / 2 {
          let sum = "sum\(width)_\(index)"
          let (first, second) = (names[2 * index], names[2 * index + 1])
          let low = shuffle(first, second, width: width, upper: false)
          let high = shuffle(first, second, width: width, upper: true)
          body.add("const \(element.cVector) \(sum) =")
          body.add("    \(low)")
          body.add("    + \(high);")
          sums.append(sum)
        }
        names = sums
        width *= 2
      }
      body.add("return \(names[0]);")
    }
    return text.text
  }

  /// The lower or the upper half of each stretch of 2 * width lanes, of the first vector and the
  /// second in turn.
  private func shuffle(_ first: String, _ second: String, width: Int, upper: Bool) -> String {
    let indices = (0..<lanes).map { lane in
      let (stretch, offset) = lane.quotientAndRemainder(dividingBy: width)
      let source = stretch % 2 * lanes
      return "\(source + stretch / 2 * 2 * width + (upper ? width : 0) + offset)"
    }
    return "CROTON_SHUFFLE_\(element.cName.uppercased())(\(first), \(second), \(indices.joined(separator: ", ")))"
  }
}
