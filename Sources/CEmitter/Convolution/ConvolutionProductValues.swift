import GraphIR
import KernelTemplates
import Schedule

/// The function that sums products of weights and of what they meet in a window, for a few filters
/// (or channels) at a few positions: all registers are its own.
struct ConvolutionProductValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionProducts

  let function: String
  let geometry: GeometryValues
  let sumCount, positions, positionRows, positionColumns, terms, rowTaps, columnTaps: Int
  let unrollColumns, met, metPosition, weight, valuePosition, sumPosition: String
}

/// What is summed at one position: elements of the filters, and where they meet the window.
struct ConvolutionTaps {
  /// The number of planes, and of filter rows and columns.
  let terms: Int
  let rows: Int
  let columns: Int
  /// How far apart the weights of two sums, terms, rows and columns lie.
  let weightSteps: [Int]
  /// How far apart in the window those rows and columns meet it.
  let windowSteps: [Int]
  /// How far apart in the window two rows and two columns of positions lie.
  let positionSteps: [Int]

  /// The weights of a filter, whose first row and column meet the window first.
  static func firstWeight(
    _ geometry: ConvolutionGeometry, row: Int = 0, column: Int = 0
  ) -> Int {
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    return geometry.convolution.flipsFilters
      ? (height - 1 - row) * width + width - 1 - column : row * width + column
  }
}

extension KernelEmitter {
  /// The name of the function that sums the products of some taps.
  ///
  /// - Parameter positions: the rows and columns of positions.
  func productFunction(
    _ taps: ConvolutionTaps, sums: Int, positions: [Int], _ window: ConvolutionWindow,
    _ geometry: ConvolutionGeometry, _ helpers: inout HelperFunctions
  ) throws -> String {
    let count = positions[0] * positions[1]
    return try helpers.name("convolve_\(sums)x\(count)") { name in
      try ConvolutionProductValues(
        function: name, geometry: GeometryValues(context, geometry), sumCount: sums,
        positions: count, positionRows: positions[0], positionColumns: positions[1],
        terms: taps.terms, rowTaps: taps.rows, columnTaps: taps.columns,
        unrollColumns: taps.columns <= 8
          ? "CROTON_UNROLL" : "/* A loop: the filters are wide. */",
        met: CExpression.position(
          ["c", "r", "s"], signedStrides: [window.planeVectors] + taps.windowSteps),
        metPosition: CExpression.position(["p", "q"], strides: taps.positionSteps),
        weight: CExpression.position(
          ["c", "i", "r", "s"],
          signedStrides: [taps.weightSteps[1], taps.weightSteps[0]] + taps.weightSteps[2...]),
        valuePosition: CExpression.position(["p", "q"], [0, positions[1]]),
        sumPosition: CExpression.position(["i", "q"], [0, count])
      ).render()
    }
  }
}

extension CExpression {
  /// The number of rows of a band, which is smaller where the last band reaches past the last row.
  static func rows(of count: Int, bandRows: Int, bands: Int) -> String {
    let whole = count / bandRows
    let rest = count - whole * bandRows
    if whole == 0 { return "\(rest)" }
    return whole == bands ? "\(bandRows)" : "(band < \(whole) ? \(bandRows) : \(rest))"
  }
}
