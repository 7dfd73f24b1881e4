import GraphIR
import KernelTemplates
import Schedule

/// What leads from the gradient of pooled or convolved values to the convolution's output: all of
/// it, or, for tiles, the rows of one band.
struct OutputGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.outputGradient

  let function: String
  let geometry: GeometryValues
  let gradient: GradientValues
  let pooled, banded, border, severalBlocks: Bool
  let planeHeight, planeWidth, planeBytes, lastBlock: Int
  let windowHeight, windowWidth: Int
  let tail: Int?
  let divisor: String?
  let bit, row, column: String
  /// The function that puts a column into a row of pieces, where there are several.
  let placeFunction: String?

  init(
    _ function: String, _ gradient: OutputGradient, _ values: GradientValues,
    _ geometry: ConvolutionGeometry, _ common: GeometryValues, band: Band?, placeFunction: String?
  ) {
    self.placeFunction = placeFunction
    self.function = function
    self.geometry = common
    self.gradient = values
    let window = gradient.window
    (windowHeight, windowWidth) = (window[0], window[1])
    bit = CExpression.position(["p", "q"], [0, window[1]])
    let fromBand = band == nil ? "y" : "(y - first)"
    if case .pooled(let pooling) = gradient {
      pooled = true
      let size = Double(pooling.divisor(rows: window[0], columns: window[1]))
      divisor = size == 1 ? nil : Literal.Scalar.real(size).cLiteral(as: geometry.elementType)
      row = CExpression.position([fromBand, "p"], strides: [window[0], 1])
      column = CExpression.position(["x", "q"], strides: [window[1], 1])
    } else {
      pooled = false
      divisor = nil
      row = band == nil ? "y" : "y - first"
      column = "x"
    }
    banded = band != nil
    planeHeight = band?.rows ?? geometry.outputHeight
    planeWidth = band?.width ?? geometry.outputWidth
    planeBytes = planeHeight * planeWidth * geometry.lanes * geometry.elementType.byteCount
    let covered = band.map { $0.rows * $0.count } ?? geometry.outputHeight
    // Pieces may have columns of no window, and lanes of no image.
    border =
      placeFunction != nil || values.gradientHeight * window[0] != covered
      || values.gradientWidth * window[1] != planeWidth
    lastBlock = geometry.blocks - 1
    severalBlocks = lastBlock > 0
    let rest = geometry.images - lastBlock * geometry.lanes
    // Of pieces of columns only the lanes of images are copied.
    tail = rest == geometry.lanes || placeFunction != nil ? nil : rest
  }
}

/// What the templates of gradients know of the gradient that they begin with.
struct GradientValues: TemplateValueGroup {
  let gradientLayout: String
  let maskType: String?
  let gradientHeight, gradientWidth: Int
}

/// An emitter of a gradient of a convolution.
protocol ConvolutionGradientEmitter: KernelEmitter {
  var gradient: OutputGradient { get }
  var geometry: ConvolutionGeometry { get }
  /// The rows that are worked on at a time, where they are not all.
  var band: Band? { get }
  /// Where the output gradient goes in pieces of columns, if it does.
  var pieceWindow: ConvolutionWindow? { get }
}

extension ConvolutionGradientEmitter {
  var band: Band? { nil }
  var pieceWindow: ConvolutionWindow? { nil }

  /// The name of the function that puts a column into a row of pieces, where there are several.
  func placeFunction(_ helpers: inout HelperFunctions) throws -> String? {
    try pieceWindow.map { try placeColumnFunction($0, geometry, &helpers) }
  }

  var gradientValues: GradientValues {
    let window = gradient.window
    var maskType: String?
    if case .pooled(let pooling) = gradient, pooling.mode == .max {
      maskType = buffer(.mask).type.elementType.cName
    }
    return GradientValues(
      gradientLayout: buffer(.gradient).extentsText, maskType: maskType,
      gradientHeight: geometry.outputHeight / window[0],
      gradientWidth: geometry.outputWidth / window[1])
  }

  /// The declarations of the parameters for a gradient of pooled values, and for the mask.
  var pooledParameters: [String] {
    let values = gradientValues
    let extents = [1, geometry.filters, values.gradientHeight, values.gradientWidth]
    let gradient = CParameter.array("const \(geometry.elementType.cVector)", "gradient", extents)
    let mask = values.maskType.map {
      CParameter.array("const \($0)", "mask", extents + [geometry.lanes])
    }
    return [gradient, mask].compactMap { $0.map { "\($0), /* \(values.gradientLayout) */" } }
  }

  /// The name of the function that finds the gradient at the convolution's output.
  func gradientFunction(_ helpers: inout HelperFunctions) throws -> String {
    let placeFunction = try placeFunction(&helpers)
    return try helpers.name("output_gradient") {
      try OutputGradientValues(
        $0, gradient, gradientValues, geometry, GeometryValues(context, geometry), band: band,
        placeFunction: placeFunction
      ).render()
    }
  }

  /// The gradient at the convolution's output, as a formula, where it is not there as it is.
  var gradientFormula: String {
    guard case .pooled(let pooling) = gradient else { return "" }
    let window = "each \(pooling.window[0])x\(pooling.window[1]) window"
    return switch pooling.mode {
    case .max: ",\ndconv = gradient at the maxima of \(window) by the mask, and 0 elsewhere"
    case .sum: ",\ndconv = gradient at all positions of \(window)"
    case .averageIncludingPadding, .averageExcludingPadding:
      ",\ndconv = gradient / the size of \(window), at all of its positions"
    }
  }

  /// The name of the gradient at the convolution's output in formulas.
  private var outputName: String {
    if case .pooled = gradient { "dconv" } else { "gradient" }
  }

  /// The gradient at the input, as a formula.
  var inputGradientFormula: String {
    let row = geometry.formulaIndex("y", "r", axis: 0)
    let column = geometry.formulaIndex("x", "s", axis: 1)
    return "input_gradient = 0, and then for all n, k, c, y, x, r and s\n"
      + "input_gradient[n][c][\(row)][\(column)] += "
      + "\(outputName)[n][k][y][x] * "
      + "filters[k][c][\(geometry.filterRow)][\(geometry.filterColumn)]\(gradientFormula)"
  }

  /// The gradient at the filters, as a formula.
  var filterGradientFormula: String {
    let row = geometry.formulaIndex("y", "r", axis: 0)
    let column = geometry.formulaIndex("x", "s", axis: 1)
    return "filter_gradient[k][c][\(geometry.filterRow)][\(geometry.filterColumn)] =\n"
      + "    sum over n, y and x of "
      + "\(outputName)[n][k][y][x] * input[n][c][\(row)][\(column)]\(gradientFormula)"
  }
}
