import GraphIR
import Schedule

/// A pooling or a part of its gradients: loops over planes, windows, and the elements of a window.
/// An element is a number or, with images innermost, a vector of images.
struct PoolingEmitter: KernelEmitter {
  let context: KernelContext
  private let kernel: PoolingKernel
  private let rows: Axis
  private let columns: Axis

  init(context: KernelContext, kernel: PoolingKernel) {
    self.context = context
    self.kernel = kernel
    rows = Axis(kernel.pooling, 0, of: "y", extent: kernel.height)
    columns = Axis(kernel.pooling, 1, of: "x", extent: kernel.width)
  }

  /// GCC 12 makes vectors of windows that are wrong unless a loop over planes is around them.
  var keepsLoops: Bool { true }

  var formula: String {
    let window = "the window of [y][x]"
    let mode =
      switch kernel.pooling.mode {
      case .max: "maximum"
      case .sum: "sum"
      case .averageIncludingPadding, .averageExcludingPadding: "average"
      }
    return switch kernel.role {
    case .forward where kernel.pooling.mode == .max:
      "maxima[y][x] = maximum of input over \(window)"
    case .forward: "output[y][x] = \(mode) of input over \(window)"
    case .gradient where kernel.pooling.mode == .sum:
      "input_gradient = sum of gradient[y][x] over the windows that an element belongs to"
    case .gradient:
      "input_gradient = sum of gradient[y][x] / size over the windows that an element belongs to"
    case .maximumGradient:
      "input_gradient = sum of gradient[y][x] over the windows whose maximum an element is"
    case .maskedSum: "sums[y][x] = sum of values over the maxima of \(window)"
    }
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    text.function(signature, parameters: arrays) { body in
      body.sharedLoop(index, "plane", to: kernel.planes) { plane in
        addPlanePointers(&plane)
        plane.loop(index, "y", to: kernel.outputHeight) { row in
          row.add("const \(index) top = \(rows.start);")
          row.add("const \(index) bottom = \(rows.end);")
          row.loop(index, "x", to: kernel.outputWidth) { window in
            window.add("const \(index) left = \(columns.start);")
            window.add("const \(index) right = \(columns.end);")
            let at = CExpression.position(
              ["(int64_t)plane", "y", "x"], [0, kernel.outputHeight, kernel.outputWidth])
            window.add("const int64_t at = \(at);")
            addWindow(&window)
          }
        }
      }
    }
    return text.text
  }

  // MARK: What is read and written

  private var element: String {
    kernel.lanes == nil ? kernel.elementType.cName : kernel.elementType.cVector
  }

  /// The names of the operands and, at the end, of the result.
  private var names: [String] {
    switch kernel.role {
    case .forward: ["input", kernel.pooling.mode == .max ? "maxima" : "output"]
    case .gradient: ["gradient", "input_gradient"]
    case .maximumGradient: ["input", "maxima", "gradient", "input_gradient"]
    case .maskedSum: ["input", "maxima", "values", "sums"]
    }
  }

  private var arrays: [CParameter] {
    let lanes = kernel.lanes.map { "[\($0)]" } ?? ""
    return names.enumerated().map { position, name in
      let isInput = ["input", "values", "input_gradient"].contains(name)
      let extents =
        isInput
        ? [kernel.planes, kernel.height, kernel.width]
        : [kernel.planes, kernel.outputHeight, kernel.outputWidth]
      let constant = position + 1 == names.count ? "" : "const "
      return CParameter(
        declaration: "\(constant)\(element) *restrict \(name)",
        comment: extents.map { "[\($0)]" }.joined() + lanes)
    }
  }

  /// Pointers to the planes at hand, and not arrays of planes, of whose windows GCC 12 makes
  /// vectors that are wrong.
  private func addPlanePointers(_ text: inout CWriter) {
    let size = kernel.height * kernel.width
    let plane = CExpression.position(["(int64_t)plane", "0"], [0, size])
    if names.contains("input") { text.add("const \(element) *const image = input + \(plane);") }
    if names.contains("values") {
      text.add("const \(element) *const image_values = values + \(plane);")
    }
    if names.contains("input_gradient") {
      text.add("\(element) *const image_gradient = input_gradient + \(plane);")
      let bytes = size * (kernel.lanes ?? 1) * kernel.elementType.byteCount
      text.add("memset(image_gradient, 0, \(bytes));")
    }
  }

  // MARK: One window

  private func addWindow(_ text: inout CWriter) {
    switch kernel.role {
    case .forward where kernel.pooling.mode == .max:
      text.add("/* A NaN loses every comparison unless it comes first, as in Theano. */")
      let first = CExpression.position(["top", "left"], [0, kernel.width])
      text.add("\(element) maximum = image[\(first)];")
      forEachElement(&text) {
        $0.add("const \(element) value = image[\(position)];")
        let larger =
          kernel.lanes == nil
          ? "value > maximum ? value : maximum"
          : "\(vectorFunction("larger"))(value, maximum)"
        $0.add("maximum = \(larger);")
      }
      text.add("maxima[at] = maximum;")
    case .forward:
      text.add("\(element) total = \(zero);")
      forEachElement(&text) { $0.add(adding("image[\(position)]", to: "total")) }
      text.add("output[at] = \(average("total"));")
    case .gradient:
      text.add("const \(element) share = \(average("gradient[at]"));")
      forEachElement(&text) { $0.add(adding("share", to: "image_gradient[\(position)]")) }
    case .maximumGradient:
      text.add(tiesComment)
      addAtMaxima("gradient[at]", to: "image_gradient[\(position)]", &text)
    case .maskedSum:
      text.add(tiesComment)
      text.add("\(element) total = \(zero);")
      addAtMaxima("image_values[\(position)]", to: "total", &text)
      text.add("sums[at] = total;")
    }
  }

  private var position: String { CExpression.position(["row", "column"], [0, kernel.width]) }

  private func forEachElement(_ text: inout CWriter, _ body: (inout CWriter) -> Void) {
    text.block("for (\(index) row = top; row < bottom; ++row)") {
      $0.block("for (\(index) column = left; column < right; ++column)", body)
    }
  }

  /// Adds a value for each maximum of a window.
  private func addAtMaxima(_ value: String, to target: String, _ text: inout CWriter) {
    let isMaximum =
      kernel.lanes == nil
      ? "image[\(position)] == maxima[at]"
      : "\(vectorFunction("equal"))(image[\(position)], maxima[at])"
    guard kernel.pooling.ties == .first else {
      return forEachElement(&text) { add(value, to: target, where: isMaximum, &$0) }
    }
    let mask = kernel.lanes == nil ? "int" : kernel.elementType.cMask
    text.add("\(mask) decided = \(zero);")
    forEachElement(&text) {
      let counts =
        kernel.lanes == nil
        ? "(\(isMaximum)) & ~decided" : "\(vectorFunction("without"))(\(isMaximum), decided)"
      $0.add("const \(mask) counts = \(counts);")
      add(value, to: target, where: "counts", &$0)
      $0.add(
        kernel.lanes == nil
          ? "decided |= counts;" : "decided = \(vectorFunction("or"))(decided, counts);")
    }
  }

  /// Adds a value to those elements of a vector for which a condition holds, or to a number if it
  /// does.
  private func add(
    _ value: String, to target: String, where condition: String, _ text: inout CWriter
  ) {
    guard kernel.lanes == nil else {
      return text.add(adding("\(vectorFunction("keep"))(\(condition), \(value))", to: target))
    }
    // Not as a choice between the value and 0: GCC 12 makes vectors of such sums that are wrong.
    text.block("if (\(condition))") { $0.add("\(target) += \(value);") }
  }

  private var tiesComment: String {
    kernel.pooling.ties == .all
      ? "/* Every tied maximum counts, as in Theano. */" : "/* Of tied maxima the first counts. */"
  }

  /// The function of the header that computes something of vectors.
  private func vectorFunction(_ name: String) -> String { kernel.elementType.cVectorFunction(name) }

  /// The statement that adds an element to a sum.
  private func adding(_ value: String, to sum: String) -> String {
    kernel.lanes == nil
      ? "\(sum) += \(value);" : "\(sum) = \(vectorFunction("add"))(\(sum), \(value));"
  }

  private var zero: String { kernel.lanes == nil ? "0" : "{0}" }

  /// A sum over a window, or its average.
  private func average(_ sum: String) -> String {
    guard let divisor else { return sum }
    return kernel.lanes == nil
      ? "\(sum) / \(divisor)"
      : "\(vectorFunction("divide"))(\(sum), \(vectorFunction("splat"))(\(divisor)))"
  }

  /// What makes an average of a sum.
  private var divisor: String? {
    guard kernel.pooling.mode != .sum else { return nil }
    let includesPadding =
      kernel.pooling.mode == .averageIncludingPadding && kernel.pooling.ignoresBorder
    if includesPadding || (rows.isWhole && columns.isWhole) {
      let size = Literal.Scalar.real(Double(rows.length) * Double(columns.length))
      return size.cLiteral(as: kernel.elementType)
    }
    return "(\(kernel.elementType.cName))((bottom - top) * (right - left))"
  }
}

/// The windows along one axis.
private struct Axis {
  /// The first index of a window, and the one after its last, cut off at the borders where a window
  /// crosses them.
  let start: String
  let end: String
  /// The length of a window that is not cut off, and whether none is.
  let length: Int
  let isWhole: Bool

  init(_ pooling: Pooling, _ axis: Int, of index: String, extent: Int) {
    // Numbers beyond the padded extent say no more than the extent itself.
    let padding = pooling.padding[axis]
    let limit = max(1, extent + 2 * padding)
    length = min(pooling.window[axis], limit)
    let stride = min(pooling.stride[axis], limit)
    let windows = pooling.outputExtent(extent, axis: axis)
    let first = CExpression.product(index, stride)
    let crossesStart = padding > 0
    let crossesEnd = (windows - 1) * stride - padding + length > extent
    start = crossesStart ? "\(first) < \(padding) ? 0 : \(first) - \(padding)" : first
    let past = "\(CExpression.sum([first, "\(length - padding)"]))"
    end = crossesEnd ? "\(past) < \(extent) ? \(past) : \(extent)" : past
    isWhole = !crossesStart && !crossesEnd
  }
}

extension EmitterFactory {
  func visit(_ kernel: PoolingKernel) -> any KernelEmitter {
    PoolingEmitter(context: context, kernel: kernel)
  }
}
