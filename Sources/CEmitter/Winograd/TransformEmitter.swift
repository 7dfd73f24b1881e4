import GraphIR
import Schedule

/// The C of Winograd's transforms along one axis, written out: every coefficient a literal, nothing
/// multiplied by one, and what points of opposite sign share computed once.
struct TransformEmitter {
  let transform: WinogradTransform
  let element: ElementType
  let index: IndexType

  /// Adds the functions of some maps, unless a kernel before has called them.
  func add(_ maps: [Map], to helpers: inout HelperFunctions) {
    for map in maps {
      let name = "\(Self.prefix(transform))_\(map.rawValue)_\(element.cName)"
      _ = helpers.name(name) { render(map, named: $0) }
    }
  }

  /// What the names of the functions begin with, as `winograd_4_5`.
  static func prefix(_ transform: WinogradTransform) -> String {
    "winograd_\(transform.outputs)_\(transform.taps)"
  }

  /// The maps along one axis that the kernels call.
  enum Map: String {
    case input, output, gradient, filter
    /// The same as `filter` for a vector of filters.
    case filters
    case inputGradient = "input_gradient"
    case filterGradient = "filter_gradient"

    fileprivate var summary: String {
      switch self {
      case .input: "V = B^T d, the inputs transformed"
      case .output: "Y = A^T M, the outputs"
      case .gradient: "A dY, the gradients at outputs transformed"
      case .filter: "U = G g, the taps of a filter transformed"
      case .filters: "U = G g, the taps of filters transformed"
      case .inputGradient: "dd = B dV, the gradients at inputs"
      case .filterGradient: "dg = G^T dU, the gradients at taps"
      }
    }
  }

  private func render(_ map: Map, named name: String) -> String {
    let sums = TransformSums(element: element, isOfVectors: map != .filter)
    let type = sums.type
    var text = CWriter()
    text.add("/* \(transform): \(map.summary). */")
    text.add("CROTON_INLINE void \(name)(")
    text.add("    const \(type) *in,")
    text.add("    \(index.rawValue) in_step,")
    text.add("    \(type) *restrict out,")
    text.add("    \(index.rawValue) out_step)")
    text.block("") { body in
      switch map {
      case .input: eachRow(transform.input, sums, &body)
      case .gradient: eachRow(transform.output, sums, &body)
      case .filter, .filters: eachRow(transform.filter, sums, &body)
      case .output: eachColumn(transform.output, sums, &body)
      case .inputGradient: eachColumn(transform.input, sums, &body)
      case .filterGradient: eachColumn(transform.filter, sums, &body)
      }
    }
    return text.text
  }

  /// Pairs of rows that belong to points of opposite sign and differ in nothing but signs. Where
  /// another point has no partner, some do not.
  private func pairs(of matrix: [[Double]]) -> [(Int, Int)] {
    let points = transform.finitePoints
    return points.indices.compactMap { index in
      guard points[index] > 0, let other = points.firstIndex(of: -points[index]),
        matrix[index].map(abs) == matrix[other].map(abs)
      else { return nil }
      return (index, other)
    }
  }

  /// One result for each row of the matrix. The rows of a pair have the same even part, and odd
  /// parts of opposite sign.
  private func eachRow(_ matrix: [[Double]], _ sums: TransformSums, _ text: inout CWriter) {
    load(matrix[0].count, sums.type, &text)
    let pairs = pairs(of: matrix)
    var paired: Set<Int> = []
    for (first, second) in pairs {
      let terms = matrix[first].enumerated().filter { $1 != 0 }
      let even = terms.filter { matrix[second][$0.offset] == $0.element }
      let odd = terms.filter { matrix[second][$0.offset] != $0.element }
      sums.declare("even\(first)", as: even.map { ($0.element, "x\($0.offset)") }, &text)
      // Its last coefficient is taken out, so that it multiplies the odd part once.
      let factor = odd.last?.element ?? 1
      sums.declare("odd\(first)", as: odd.map { ($0.element / factor, "x\($0.offset)") }, &text)
      for (row, factor) in [(first, factor), (second, -factor)] {
        sums.assign([(1, "even\(first)"), (factor, "odd\(first)")], to: out(row), &text)
      }
      paired.formUnion([first, second])
    }
    for row in matrix.indices where !paired.contains(row) {
      let terms = matrix[row].enumerated().filter { $1 != 0 }
      sums.assign(terms.map { ($0.element, "x\($0.offset)") }, to: out(row), &text)
    }
  }

  /// One result for each column of the matrix: the transposed map. The operands of a pair are added
  /// and subtracted first.
  private func eachColumn(_ matrix: [[Double]], _ sums: TransformSums, _ text: inout CWriter) {
    load(matrix.count, sums.type, &text)
    let pairs = pairs(of: matrix)
    var paired: Set<Int> = []
    for (first, second) in pairs {
      let isEven = matrix[0].indices.map { matrix[first][$0] == matrix[second][$0] }
      let (x, y) = ("x\(first)", "x\(second)")
      if isEven.contains(true) {
        sums.declare("sum\(first)", as: [(1, x), (1, y)], &text)
      }
      if isEven.contains(false) {
        sums.declare("difference\(first)", as: [(1, x), (-1, y)], &text)
      }
      paired.formUnion([first, second])
    }
    for column in matrix[0].indices {
      var terms: [TransformSums.Term] = []
      for (first, second) in pairs where matrix[first][column] != 0 {
        let isEven = matrix[first][column] == matrix[second][column]
        terms.append((matrix[first][column], "\(isEven ? "sum" : "difference")\(first)"))
      }
      for row in matrix.indices where !paired.contains(row) && matrix[row][column] != 0 {
        terms.append((matrix[row][column], "x\(row)"))
      }
      sums.assign(terms, to: out(column), &text)
    }
  }

  private func load(_ count: Int, _ type: String, _ text: inout CWriter) {
    for index in 0..<count {
      text.add("const \(type) x\(index) = in[\(CExpression.product("in_step", index))];")
    }
  }

  private func out(_ index: Int) -> String { "out[\(CExpression.product("out_step", index))]" }
}
