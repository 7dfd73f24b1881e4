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
  /// The lanes of a part of a vector, which lie in one register.
  let partLanes: Int
  /// The type of the counters.
  let index: IndexType

  private var parts: Int { lanes / partLanes }

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
        body.block("for (\(index.rawValue) i = 0; i < \(lanes / width / 2); ++i)") {
          add("\(source)[i * 2]", "\(source)[i * 2 + 1]", to: "sums[i]", width: width, &$0)
        }
        (source, width) = ("sums", width * 2)
      }
      body.add("\(element.cVector) sum;")
      add("\(source)[0]", "\(source)[1]", to: "sum", width: width, &body)
      body.add("return sum;")
    }
    return text.text
  }

  /// Adds two vectors, part by part: the half of each lane's sum that lies in place, and the other.
  private func add(
    _ first: String, _ second: String, to sum: String, width: Int, _ body: inout CWriter
  ) {
    guard parts > 1 else {
      body.add("const \(part) a = \(first).part[0];")
      body.add("const \(part) b = \(second).part[0];")
      return addShuffled(to: "\(sum).part[0]", width: width, &body)
    }
    body.add("const \(element.cVector) first = \(first);")
    body.add("const \(element.cVector) second = \(second);")
    body.add("CROTON_UNROLL")
    body.block("for (\(index.rawValue) p = 0; p < \(parts); ++p)") { loop in
      guard width < partLanes else {
        loop.add("const \(part) near = \(choice("p", width: width));")
        loop.add("const \(part) far = \(choice("p ^ \(width / partLanes)", width: width));")
        return loop.add("\(sum).part[p] = near + far;")
      }
      loop.add("const \(part) a = first.part[p];")
      loop.add("const \(part) b = second.part[p];")
      addShuffled(to: "\(sum).part[p]", width: width, &loop)
    }
  }

  private func addShuffled(to sum: String, width: Int, _ body: inout CWriter) {
    body.add("const \(part) near = \(shuffle(width: width, moves: false));")
    body.add("const \(part) far = \(shuffle(width: width, moves: true));")
    body.add("\(sum) = near + far;")
  }

  private var part: String { "croton_\(element.cName)_part" }

  /// Stretches of lanes of the parts a and b in turn: where they are, or moved here from the
  /// stretch beside them.
  private func shuffle(width: Int, moves: Bool) -> String {
    let indices = (0..<partLanes).map { lane in
      let source = lane / width % 2 * partLanes
      return "\(source + (moves ? lane ^ width : lane))"
    }
    return "CROTON_SHUFFLE_\(element.cName.uppercased())(a, b, \(indices.joined(separator: ", ")))"
  }

  /// As `shuffle`, for stretches of whole parts: the stretch is taken from the first vector or the
  /// second in turn.
  private func choice(_ place: String, width: Int) -> String {
    let step = width / partLanes
    let stretch = step == 1 ? "p" : "p / \(step)"
    return "\(stretch) % 2 == 0 ? first.part[\(place)] : second.part[\(place)]"
  }
}
