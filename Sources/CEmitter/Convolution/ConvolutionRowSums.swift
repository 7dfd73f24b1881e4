import GraphIR
import Schedule

/// Elements that are fetched ahead of the sums that read them.
struct FetchValues: TemplateValues {
  let elements: [String]
}

/// The function that adds up a row that a convolution, or its gradient at the input, has just
/// written, which is still in the L1 cache, and what the kernel around it has for that.
struct ConvolutionRowSums {
  let context: KernelContext
  let geometry: ConvolutionGeometry
  let sums: RowSums
  /// What the kernel writes.
  let result: Result
  /// The channels, the height and the width of what it writes.
  let extents: [Int]
  /// What the kernel has parameters for without the sums.
  let others: [ConvolutionPlanes]

  /// A tensor that a kernel writes, by its name in the C.
  enum Result: String {
    case output
    case inputGradient = "input_gradient"
  }

  private var scalar: String { geometry.elementType.cName }
  private var vector: String { geometry.elementType.cVector }
  private var index: String { context.index.rawValue }

  private var planes: [ConvolutionPlanes] {
    sums.terms.map { .output(context, geometry, $0, extents: extents) }
  }

  /// The tensors that terms are computed of besides the results, each once.
  private var operands: [ConvolutionPlanes.Operand] {
    planes.flatMap(\.operands).reduce(into: []) { operands, operand in
      guard operand.role != .output, !operands.contains(where: { $0.role == operand.role }) else {
        return
      }
      operands.append(operand)
    }
  }

  /// A number that is added up.
  private struct Sum {
    let name: String
    let role: Argument.Role
  }

  /// What is added up of each row, the moments last.
  private var results: [Sum] {
    let count = sums.terms.count + (sums.takesMoments ? 1 : 0)
    let totals = (0..<count).map {
      Sum(name: count == 1 ? "row_sums" : "row_sums\($0 + 1)", role: RowSums.role(ofSum: $0))
    }
    return totals + (sums.takesMoments ? [Sum(name: "row_squares", role: .squares)] : [])
  }

  // MARK: The kernel

  /// The declarations of the kernel's parameters for them, which come after its results.
  var parameters: [String] {
    let known = others.flatMap(\.operands).map(\.role)
    let output = ConvolutionPlanes.output(context, geometry, nil, extents: extents)
    let read = operands.filter { operand in
      guard case .operand = operand.role else { return false }
      return !known.contains(operand.role)
    }
    return read.map(output.parameter)
      + results.map { sum in
        let rows = CParameter.array(vector, sum.name, [1, extents[0], extents[1]])
        return "\(rows), /* \(context.buffer(sum.role).extentsText) */"
      }
  }

  /// What else is read where a row has an element, and is fetched while products are summed.
  ///
  /// - Parameter column: the column of a vector of sums, if it holds one.
  func fetches(plane: String, column: String?) -> FetchValues? {
    guard let column else { return nil }
    let elements = operands.filter { $0.kind == .element }.map {
      CExpression.element($0.name, ["block", plane, "y", column])
    }
    return elements.isEmpty ? nil : FetchValues(elements: elements)
  }

  /// The statement that adds up a row.
  func statement(_ function: String, plane: String) -> String {
    let at = ["block", plane, "y"]
    let row = CExpression.element(result.rawValue, at)
    // The kernel of a convolution writes numbers.
    let arguments =
      [result == .output ? "(const \(vector) *)\(row)" : row]
      + operands.map { operand in
        switch operand.kind {
        case .element: CExpression.element(operand.name, at)
        case .plane: CExpression.element(operand.name, Array(at.prefix(2)))
        case .channel: "\(operand.name)[\(plane)]"
        case .single: "\(operand.name)[0]"
        }
      } + results.map { "&" + CExpression.element($0.name, at) }
    return "\(function)(\(arguments.joined(separator: ", ")));"
  }

  /// The sums as formulas.
  var formula: String {
    let indices = ["n", result == .output ? "k" : "c", "y", "x"]
    let row = Array(indices.prefix(3))
    var lines = zip(results, planes).map { sum, plane in
      let term = plane.text(at: indices, own: result.rawValue)
      return "\(CExpression.element(sum.name, row)) = sum over x of \(term)"
    }
    if sums.takesMoments, let total = results.dropLast().last, let squares = results.last {
      let element = CExpression.element(result.rawValue, indices)
      lines.append("\(CExpression.element(total.name, row)) = sum over x of \(element)")
      lines.append(
        "\(CExpression.element(squares.name, row)) = "
          + "sum over x of (\(element) - the mean of its row) squared")
    }
    return lines.map { ",\n\($0)" }.joined()
  }

  // MARK: The function

  /// The name of the function that adds up a row.
  func function(_ helpers: inout HelperFunctions) -> String {
    helpers.name("sum_row") { text(of: $0) }
  }

  private var width: Int { extents[2] }

  private func text(of function: String) -> String {
    var text = CWriter()
    text.add("/* What a row that has just been written adds up to. */")
    let row = CParameter(declaration: "const \(vector) *restrict output", comment: "[\(width)]")
    let read = operands.map { operand in
      switch operand.kind {
      case .element:
        CParameter(
          declaration: "const \(vector) *restrict \(operand.name)", comment: "[\(width)]")
      case .plane:
        CParameter(declaration: "const \(vector) \(operand.name)", comment: nil)
      case .channel, .single:
        CParameter(declaration: "\(scalar) \(operand.name)", comment: nil)
      }
    }
    let written = results.map {
      CParameter(declaration: "\(vector) *restrict \($0.name)", comment: nil)
    }
    text.function("static inline void \(function)", parameters: [row] + read + written) { body in
      if !sums.terms.isEmpty { addTerms(&body) }
      if sums.takesMoments { addMoments(&body) }
    }
    return text.text
  }

  private func addTerms(_ text: inout CWriter) {
    let numbers = sums.terms.indices.map { $0 + 1 }
    for number in numbers { text.add("\(vector) total\(number) = {0};") }
    text.loop(index, "x", to: width) { loop in
      for number in numbers { loop.add("\(vector) term\(number);") }
      // A loop for each term, as in `ChannelSumEmitter`.
      for (number, plane) in zip(numbers, planes) {
        loop.block("for (\(index) lane = 0; lane < \(geometry.lanes); ++lane)") { lane in
          for line in plane.statements(at: ["x"], to: "const \(scalar) term") { lane.add(line) }
          lane.add("((\(scalar) *)&term\(number))[lane] = term;")
        }
      }
      for number in numbers {
        loop.add("total\(number) = \(of("add", "total\(number)", "term\(number)"));")
      }
    }
    for (sum, number) in zip(results, numbers) { text.add("*\(sum.name) = total\(number);") }
  }

  /// The mean of the row comes first, so that nothing cancels.
  private func addMoments(_ text: inout CWriter) {
    guard let total = results.dropLast().last, let squares = results.last else { return }
    let count = Literal.Scalar.real(Double(width)).cLiteral(as: geometry.elementType)
    text.add("\(vector) total = {0};")
    text.loop(index, "x", to: width) { $0.add("total = \(of("add", "total", "output[x]"));") }
    text.add("const \(vector) mean = \(of("divide", "total", function("splat") + "(\(count))"));")
    text.add("\(vector) squares = {0};")
    text.loop(index, "x", to: width) {
      $0.add("const \(vector) difference = \(of("subtract", "output[x]", "mean"));")
      $0.add("squares = \(of("add", "squares", of("multiply", "difference", "difference")));")
    }
    text.add("*\(total.name) = total;")
    text.add("*\(squares.name) = squares;")
  }

  private func function(_ name: String) -> String { geometry.elementType.cVectorFunction(name) }

  private func of(_ name: String, _ a: String, _ b: String) -> String {
    "\(function(name))(\(a), \(b))"
  }
}
