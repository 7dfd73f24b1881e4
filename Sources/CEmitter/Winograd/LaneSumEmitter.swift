import GraphIR

/// The C that adds the lanes of as many vectors as a vector has lanes: lane l of the result is the
/// sum of vector l.
///
/// Pairs of vectors become one until one vector is left, in an order that does not depend on the
/// compiler: each lane of a pair takes its sum's half that lies in place, which needs no shuffle,
/// and adds the other.
struct LaneSumEmitter {
  let name: String
  let element: ElementType
  let lanes: Int

  func render() -> String {
    var text = CWriter()
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
          let near = shuffle(first, second, width: width, moves: false)
          let far = shuffle(first, second, width: width, moves: true)
          body.add("const \(element.cVector) \(sum) =")
          body.add("    \(near)")
          body.add("    + \(far);")
          sums.append(sum)
        }
        names = sums
        width *= 2
      }
      body.add("return \(names[0]);")
    }
    return text.text
  }

  /// Stretches of lanes of the first vector and the second in turn: where they are, or moved here
  /// from the stretch beside them.
  private func shuffle(_ first: String, _ second: String, width: Int, moves: Bool) -> String {
    let indices = (0..<lanes).map { lane in
      let source = lane / width % 2 * lanes
      return "\(source + (moves ? lane ^ width : lane))"
    }
    return
      "CROTON_SHUFFLE_\(element.cName.uppercased())(\(first), \(second), \(indices.joined(separator: ", ")))"
  }
}
