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
    text.add(
      "/* Lane l of the result is the sum of the lanes of vector l. Pairs of vectors become one, in"
    )
    text.add("   stretches of 1, 2, 4 lanes and so on, until one vector is left. */")
    text.add("CROTON_INLINE \(element.cVector) \(name)(")
    text.add("    const \(element.cVector) *restrict terms) /* [\(lanes)] */")
    text.block("") { body in
      var (source, width) = ("terms", 1)
      if lanes > 2 { body.add("\(element.cVector) sums[\(lanes / 2)];") }
      while width * 2 < lanes {
        body.add("CROTON_UNROLL")
        body.block("for (int i = 0; i < \(lanes / width / 2); ++i)") {
          halves("\(source)[i * 2]", "\(source)[i * 2 + 1]", width: width, &$0)
          $0.add("sums[i] = near + far;")
        }
        (source, width) = ("sums", width * 2)
      }
      halves("\(source)[0]", "\(source)[1]", width: width, &body)
      body.add("return near + far;")
    }
    return text.text
  }

  /// The half of each lane's sum that lies in place, and the other.
  private func halves(_ first: String, _ second: String, width: Int, _ body: inout CWriter) {
    body.add("const \(element.cVector) a = \(first);")
    body.add("const \(element.cVector) b = \(second);")
    let near = shuffle("a", "b", width: width, moves: false)
    let far = shuffle("a", "b", width: width, moves: true)
    body.add("const \(element.cVector) near = \(near);")
    body.add("const \(element.cVector) far = \(far);")
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
