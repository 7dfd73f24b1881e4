import GraphIR
import KernelTemplates
import Schedule

/// The function that spreads rows of a gradient at pooled values over a window.
struct ConvolutionSpreadValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionSpread

  let function: String
  let geometry: GeometryValues
  let gradient: GradientValues
  let what: String
  let rows, columns, windowBytes, spreadRows, windowHeight, windowWidth: Int
  let severalRows: Bool
  let windowRow, position, bit: String
  let divisor: String?
  /// The function that puts a column into a row of pieces, where there are several, and its place.
  let placeFunction: String?
  let windowPlace, columnPlace: String

  init(
    _ function: String, _ pooling: Pooling, _ window: ConvolutionWindow, _ values: GradientValues,
    _ geometry: ConvolutionGeometry, _ common: GeometryValues, placeFunction: String?
  ) {
    self.placeFunction = placeFunction
    windowPlace = CExpression.sum(["window", CExpression.product("i", window.columns)])
    columnPlace = CExpression.position(
      ["x", "q", "1"], signedStrides: [pooling.window[1], 1, window.left])

    self.function = function
    self.geometry = common
    gradient = values
    let size = Double(pooling.divisor(rows: pooling.window[0], columns: pooling.window[1]))
    what =
      pooling.mode == .max
      ? "at the maxima" : size == 1 ? "at all positions" : "in equal parts at all positions"
    (rows, columns) = (window.rows, window.columns)
    windowBytes =
      window.rows * window.columns * geometry.lanes * geometry.elementType.byteCount
    (windowHeight, windowWidth) = (pooling.window[0], pooling.window[1])
    spreadRows = values.gradientHeight * windowHeight
    severalRows = windowHeight > 1
    windowRow = severalRows ? "(first + i) / \(windowHeight)" : "first + i"
    position = CExpression.position(
      ["i", "x", "1"], strides: [window.columns, windowWidth, window.left])
    bit = CExpression.position([severalRows ? "p" : "0", "q"], [0, windowWidth])
    divisor = size == 1 ? nil : Literal.Scalar.real(size).cLiteral(as: geometry.elementType)
  }
}
