import GraphIR
import KernelTemplates
import Schedule

/// The function that makes results of a convolution's sums: the pooling, the bias, the activation.
struct ConvolutionResultValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionResult

  let function: String
  let geometry: GeometryValues
  let result: ResultValues
  let takesMaximum, firstOfTies, isPlain: Bool
  let divisor: String?
  let formula, sum, value: String
}

/// What the templates of convolutions know of the results.
struct ResultValues: TemplateValueGroup {
  let windowHeight, windowWidth, windowArea: Int
  let hasBias, pools, keepsSums: Bool
  let maskType: String?
  let outputHeight, outputWidth: Int

  init(_ block: ConvolutionBlock, _ geometry: ConvolutionGeometry, maskType: String?) {
    let window = block.pooling?.window ?? [1, 1]
    windowHeight = window[0]
    windowWidth = window[1]
    windowArea = window[0] * window[1]
    hasBias = block.hasBias
    pools = block.pooling != nil
    keepsSums = block.keepsSums
    self.maskType = maskType
    outputHeight = geometry.outputHeight / window[0]
    outputWidth = geometry.outputWidth / window[1]
  }
}

/// An emitter of a convolution with what follows it.
protocol ConvolutionBlockEmitter: KernelEmitter {
  var block: ConvolutionBlock { get }
  var geometry: ConvolutionGeometry { get }
  /// How the sums are found, unless as the formula says.
  var method: String? { get }
  /// What the input is, unless it is there.
  var inputFormula: String? { get }
  /// What is added up of the results, if anything is.
  var sumsFormula: String { get }
}

extension ConvolutionBlockEmitter {
  var result: ResultValues {
    ResultValues(
      block, geometry,
      maskType: block.keepsMask ? buffer(.mask).type.elementType.cName : nil)
  }

  var formula: String {
    let window = block.pooling.map { "each \($0.window[0])x\($0.window[1]) window of " } ?? ""
    let value = value(of: "\(window)conv[n][k]", bias: "bias[k]")
    return "output[n][k] = \(value),\nconv[n][k][y][x] = \(geometry.formula)"
      + [inputFormula, method].compactMap { $0.map { ",\n\($0)" } }.joined() + sumsFormula
  }

  var inputFormula: String? { nil }
  var sumsFormula: String { "" }

  /// What becomes of sums, as a formula.
  private func value(of sums: String, bias: String) -> String {
    let mode = block.pooling.map { pooling in
      switch pooling.mode {
      case .max: "max of "
      case .sum: "sum of "
      case .averageIncludingPadding, .averageExcludingPadding: "average of "
      }
    }
    let sum = (mode ?? "") + sums + (block.hasBias ? " + \(bias)" : "")
    return block.activation.map { "\($0.name)(\(sum))" } ?? sum
  }

  /// The name of the function that makes results of sums.
  func resultFunction(_ helpers: inout HelperFunctions) throws -> String {
    let sum = "output[lane]" + (block.hasBias ? " + bias" : "")
    let argument = block.keepsSums ? "sum" : sum
    let divisor = block.pooling.map {
      Double($0.divisor(rows: $0.window[0], columns: $0.window[1]))
    }
    return try helpers.name("convolution_result") {
      try ConvolutionResultValues(
        function: $0, geometry: GeometryValues(context, geometry), result: result,
        takesMaximum: block.pooling?.mode == .max, firstOfTies: block.pooling?.ties == .first,
        isPlain: !block.hasBias && block.activation == nil,
        divisor: divisor.flatMap {
          $0 == 1 ? nil : Literal.Scalar.real($0).cLiteral(as: geometry.elementType)
        },
        formula: value(of: "sums", bias: "bias"), sum: sum,
        value: block.activation?.cExpression([argument], geometry.elementType) ?? argument
      ).render()
    }
  }

  /// The name of the function that makes results of sums of several columns.
  ///
  /// - Parameter function: the name of the function that makes results of vectors.
  func columnResultFunction(
    _ function: String, _ pieces: ColumnPieces, _ helpers: inout HelperFunctions
  ) throws -> String {
    func storeFunction(
      _ elementType: ElementType, _ helpers: inout HelperFunctions
    ) throws -> String {
      try storeColumnsFunction(
        geometry, pieces, row: "\(elementType.cName) (*restrict row)[\(geometry.lanes)]",
        step: pieces.columns, columns: result.outputWidth, of: elementType,
        &helpers)
    }
    let store = try storeFunction(geometry.elementType, &helpers)
    let storeMask =
      block.keepsMask ? try storeFunction(buffer(.mask).type.elementType, &helpers) : nil
    let scalar = geometry.elementType.cName
    let arguments =
      ["sums"] + (block.hasBias ? ["bias"] : []) + ["(\(scalar) *)&results"]
      + (block.keepsMask ? ["maxima"] : []) + (block.keepsSums ? ["(\(scalar) *)&before"] : [])
    return try helpers.name("convolution_column_results") {
      try ConvolutionColumnResultValues(
        function: $0, geometry: GeometryValues(context, geometry), result: result,
        formula: value(of: "sums", bias: "bias"), resultFunction: function,
        resultArguments: arguments.joined(separator: ", "), storeFunction: store,
        storeMaskFunction: storeMask
      ).render()
    }
  }

  /// The arguments that the function is called with besides the sums: the bias of a filter, and
  /// where its results go.
  func resultArguments(_ indices: String, filter: String = "k + i") -> String {
    ((block.hasBias ? ["bias[\(filter)]"] : []) + ["output\(indices)"]
      + (block.keepsMask ? ["mask\(indices)"] : [])
      + (block.keepsSums ? ["preactivation\(indices)"] : [])).joined(separator: ", ")
  }
}
