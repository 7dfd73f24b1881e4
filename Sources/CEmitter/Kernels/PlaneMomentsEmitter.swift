import GraphIR
import Schedule

/// Sums of planes and of squares about their means: each plane is read for its sum, and once more
/// for the squares while it lies in a cache. An element is a number or, with images innermost, a
/// vector of images.
///
/// Several sums run side by side, since an addition waits for the one before it.
struct PlaneMomentsEmitter: KernelEmitter {
  let context: KernelContext
  let kernel: PlaneMomentsKernel

  /// How many sums run side by side.
  private static let sums = 4

  var formula: String {
    let input = "\(name(of: .input))[n][channel]"
    if let length = kernel.rowLength {
      return """
        \(resultName)[n][channel] = sum of \(input)
        \(name(of: .squares))[n][channel] = sum over rows of \(name(of: .values))[n][channel]
            + \(length) * (mean of the row - mean of the plane) squared
        """
    }
    return """
      \(resultName)[n][channel] = sum of \(input)
      \(name(of: .squares))[n][channel] = sum of (\(input) - its mean) squared
      """
  }

  private var lanes: Int { kernel.lanes ?? 1 }
  private var blocks: Int { (kernel.images + lanes - 1) / lanes }
  private var tail: Int { kernel.images - (blocks - 1) * lanes }
  private var scalar: String { kernel.elementType.cName }
  private var element: String { kernel.lanes == nil ? scalar : kernel.elementType.cVector }
  private var zero: String { kernel.lanes == nil ? "0" : "{0}" }

  /// Whether the next plane is fetched while the squares of one are summed: what is read twice is
  /// then in the L1 cache, and short planes would end before the processor fetches by itself.
  private var fetchesAhead: Bool {
    kernel.lanes != nil && kernel.positions * lanes * kernel.elementType.byteCount <= 16384
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    let planes = [kernel.images, kernel.channels]
    let arrays = context.parameters { role in
      guard role == .input || role == .values else { return planes }
      return [blocks, kernel.channels, kernel.positions] + (kernel.lanes.map { [$0] } ?? [])
    }
    var text = CWriter()
    text.function(signature, parameters: arrays) { body in
      body.add("#pragma omp for collapse(2) schedule(static)")
      body.loop(index, kernel.lanes == nil ? "n" : "block", to: blocks) { block in
        block.loop(index, "channel", to: kernel.channels) { addPlane(&$0) }
      }
    }
    return text.text
  }

  private func addPlane(_ text: inout CWriter) {
    let at = kernel.lanes == nil ? ["n", "channel"] : ["block", "channel"]
    guard kernel.positions > 0 else {
      // Rows: convolutions leave no such planes.
      for result in [resultName, name(of: .squares)] {
        text.add("\(CExpression.element(result, ["n", "channel"])) = 0;")
      }
      return
    }
    if let length = kernel.rowLength {
      addRows(of: length, at, &text)
      return addResults(&text)
    }
    let plane = CExpression.element(name(of: .input), at)
    text.add(
      kernel.lanes == nil
        ? "const \(scalar) *const plane = \(plane);"
        : "const \(element) *const plane = (const \(element) *)\(plane);")
    addSum("total", &text) { $0 }
    let count = Literal.Scalar.real(Double(kernel.positions)).cLiteral(as: kernel.elementType)
    let divisor = kernel.lanes == nil ? count : "\(vectorFunction("splat"))(\(count))"
    text.add("const \(element) mean = \(of("divide", "total", divisor));")
    addSum("squares", &text, before: "difference", as: { of("subtract", $0, "mean") }) {
      of("multiply", $0, $0)
    }
    guard kernel.lanes != nil else {
      text.add("\(CExpression.element(resultName, at)) = total;")
      return text.add("\(CExpression.element(name(of: .squares), at)) = squares;")
    }
    addResults(&text)
  }

  /// The sums of a plane, and the squares about its mean, from those of its rows.
  private func addRows(of length: Int, _ at: [String], _ text: inout CWriter) {
    func splat(_ number: Int) -> String {
      let literal = Literal.Scalar.real(Double(number)).cLiteral(as: kernel.elementType)
      return "\(vectorFunction("splat"))(\(literal))"
    }
    for (variable, role) in [("rows", Argument.Role.input), ("row_squares", .values)] {
      let rows = CExpression.element(name(of: role), at)
      text.add("const \(element) *const \(variable) = (const \(element) *)\(rows);")
    }
    text.add("\(element) total = {0};")
    text.loop(index, "row", to: kernel.positions) { $0.add(adding("rows[row]", to: "total")) }
    text.add(
      "const \(element) mean = \(of("divide", "total", splat(kernel.positions * length)));")
    text.add("\(element) squares = {0};")
    text.loop(index, "row", to: kernel.positions) {
      let mean = of("divide", "rows[row]", splat(length))
      $0.add("const \(element) distance = \(of("subtract", mean, "mean"));")
      $0.add("const \(element) square = \(of("multiply", "distance", "distance"));")
      $0.add("const \(element) between = \(of("multiply", "square", splat(length)));")
      $0.add(adding(of("add", "between", "row_squares[row]"), to: "squares"))
    }
  }

  /// Writes the sums of the images of a vector.
  private func addResults(_ text: inout CWriter) {
    if tail != lanes {
      text.add(
        blocks == 1
          ? "const \(index) images = \(tail);"
          : "const \(index) images = block < \(blocks - 1) ? \(lanes) : \(tail);")
    }
    text.block("for (\(index) lane = 0; lane < \(tail == lanes ? "\(lanes)" : "images"); ++lane)") {
      let image = CExpression.sum([CExpression.product("block", lanes), "lane"])
      for (result, vector) in [(resultName, "total"), (name(of: .squares), "squares")] {
        let number = CExpression.element(result, [image, "channel"])
        $0.add("\(number) = ((const \(scalar) *)&\(vector))[lane];")
      }
    }
  }

  /// The sum over a plane of what is made of its elements.
  ///
  /// - Parameters:
  ///   - difference: the name of what is computed of an element first, if anything is.
  ///   - term: what is added of that.
  private func addSum(
    _ sum: String, _ text: inout CWriter, before difference: String? = nil,
    as first: (String) -> String = { $0 }, term: (String) -> String
  ) {
    func add(_ position: String, to sum: String, _ text: inout CWriter) {
      let value = "plane[\(position)]"
      guard let difference else { return text.add(adding(term(value), to: sum)) }
      text.block("") {
        $0.add("const \(element) \(difference) = \(first(value));")
        $0.add(adding(term(difference), to: sum))
      }
    }
    let sums = (0..<Self.sums).map { "\(sum)\($0)" }
    let whole = kernel.positions / Self.sums * Self.sums
    text.add("\(element) \(sums.map { "\($0) = \(zero)" }.joined(separator: ", "));")
    if whole > 0 {
      let step = "position += \(Self.sums)"
      text.block("for (\(index) position = 0; position < \(whole); \(step))") {
        for (number, sum) in sums.enumerated() {
          let place = CExpression.sum(["position", "\(number)"])
          if difference != nil, fetchesAhead {
            $0.add("CROTON_PREFETCH(plane + \(place), \(kernel.positions) * sizeof *plane);")
          }
          add(place, to: sum, &$0)
        }
      }
    }
    for position in whole..<kernel.positions {
      add("\(position)", to: sums[position - whole], &text)
    }
    let halves = [of("add", sums[0], sums[1]), of("add", sums[2], sums[3])]
    let parts = kernel.lanes == nil ? halves.map { "(\($0))" } : halves
    text.add("const \(element) \(sum) = \(of("add", parts[0], parts[1]));")
  }

  // MARK: Numbers or vectors

  private func vectorFunction(_ name: String) -> String { kernel.elementType.cVectorFunction(name) }

  private func of(_ function: String, _ a: String, _ b: String) -> String {
    guard kernel.lanes == nil else { return "\(vectorFunction(function))(\(a), \(b))" }
    let sign = ["add": "+", "subtract": "-", "multiply": "*"][function] ?? "/"
    return "\(a) \(sign) \(b)"
  }

  private func adding(_ value: String, to sum: String) -> String {
    kernel.lanes == nil ? "\(sum) += \(value);" : "\(sum) = \(of("add", sum, value));"
  }
}

extension EmitterFactory {
  func visit(_ kernel: PlaneMomentsKernel) -> any KernelEmitter {
    PlaneMomentsEmitter(context: context, kernel: kernel)
  }
}
