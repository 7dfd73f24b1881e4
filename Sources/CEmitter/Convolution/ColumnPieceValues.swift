import GraphIR
import KernelTemplates
import Schedule

/// The lanes of pieces of columns that share vectors.
struct ColumnPieceValues: TemplateValueGroup {
  /// The pieces, and the columns from one to the next.
  let pieces, pieceStep: Int
  /// The first lane of piece p, the lanes that it has, and their bytes.
  let pieceLane: String
  let pieceImages, pieceBytes: Int

  /// - Parameter bytes: those of a lane.
  init(_ geometry: ConvolutionGeometry, pieces: Int, step: Int, bytes: Int) {
    self.pieces = pieces
    pieceStep = step
    pieceLane = CExpression.product("p", geometry.images)
    pieceImages = geometry.images
    pieceBytes = geometry.images * bytes
  }
}

/// The function that stores the columns that a vector holds in a row of a tensor.
struct ConvolutionStoreColumnsValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionStoreColumns

  let function: String
  let geometry: GeometryValues
  let piece: ColumnPieceValues
  /// The type of the numbers, and the row of vectors, or of arrays of numbers, as a parameter.
  let number, row: String
  /// The columns of the row, which the last piece may reach past.
  let rowColumns: Int
  let overhangs: Bool
  let pieceColumn, secondColumn: String
  let lastImage: Int
}

/// The function that puts a column of a plane where a row of pieces has it.
struct ConvolutionPlaceColumnValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionPlaceColumn

  let function: String
  let geometry: GeometryValues
  let piece: ColumnPieceValues
  let rowColumns: Int
  let lastPiece, placeInPiece: String
}

/// The function that makes results of sums of several columns.
struct ConvolutionColumnResultValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionColumnResults

  let function: String
  let geometry: GeometryValues
  let result: ResultValues
  let formula, resultFunction, resultArguments, storeFunction: String
  let storeMaskFunction: String?
}

/// The copy of the rows of a plane that a band needs, in pieces of columns.
struct ConvolutionPieceWindowValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionWindowPieces

  let function: String
  let geometry: GeometryValues
  let piece: ColumnPieceValues
  let rowParameters, rowNames, statements: [String]
  let computes: Bool
  let rows, columns, rowBytes, planeHeight: Int
  let pads, padsRows, clears, prefetches: Bool
  let row, column, rowOfWindow: String
  /// The condition that a column lies in the plane; nil where all do.
  let columnInPlane: String?

  init(
    _ function: String, _ planes: ConvolutionPlanes, _ window: ConvolutionWindow, bands: Int,
    prefetches: Bool
  ) {
    let geometry = planes.geometry
    self.function = function
    self.geometry = GeometryValues(planes.context, geometry)
    piece = ColumnPieceValues(
      geometry, pieces: window.pieces, step: window.pieceStep,
      bytes: geometry.elementType.byteCount)
    (rowParameters, rowNames) = (planes.rowParameters, planes.rowNames)
    statements = planes.statements(at: ["y", "column"], to: "values[lane]")
    computes = planes.program != nil
    (rows, columns) = (window.rows, window.columns)
    rowBytes = window.columns * geometry.lanes * geometry.elementType.byteCount
    planeHeight = window.height
    padsRows = window.padsRows(bands: bands)
    columnInPlane = window.columnInPlane("column")
    pads = padsRows || columnInPlane != nil
    clears = pads || window.pieces * geometry.images < geometry.lanes
    self.prefetches = prefetches
    row = CExpression.position(["first", "i"], strides: [1, window.rowStep])
    rowOfWindow = CExpression.product("i", window.columns)
    column = CExpression.position(
      ["x", "p", "1"], signedStrides: [window.columnStep, window.pieceStep, -window.left])
  }
}

extension ConvolutionWindow {
  /// The condition that a column of the copy lies in the plane; nil where all do.
  fileprivate func columnInPlane(_ column: String) -> String? {
    let last = (columns - 1) * columnStep + (pieces - 1) * pieceStep - left
    let conditions = [
      left > 0 ? "\(column) >= 0" : nil, last >= width ? "\(column) < \(width)" : nil,
    ].compactMap(\.self)
    return conditions.isEmpty ? nil : conditions.joined(separator: " && ")
  }
}

extension KernelEmitter {
  /// The name of the function that stores the columns that a vector holds.
  ///
  /// - Parameters:
  ///   - row: the row as a parameter.
  ///   - step: the columns of the row from one piece to the next.
  ///   - columns: those of the row.
  func storeColumnsFunction(
    _ geometry: ConvolutionGeometry, _ pieces: ColumnPieces, row: String, step: Int, columns: Int,
    of elementType: ElementType, _ helpers: inout HelperFunctions
  ) throws -> String {
    try helpers.name("store_columns") {
      try ConvolutionStoreColumnsValues(
        function: $0, geometry: GeometryValues(context, geometry),
        piece: ColumnPieceValues(
          geometry, pieces: pieces.count, step: step, bytes: elementType.byteCount),
        number: elementType.cName, row: row, rowColumns: columns,
        overhangs: pieces.count * step > columns,
        pieceColumn: CExpression.position(["x", "p"], strides: [1, step]),
        secondColumn: "x + \(step)",
        lastImage: geometry.images - 1
      ).render()
    }
  }

  /// The name of the function that puts a column of a plane where a window in pieces has it.
  func placeColumnFunction(
    _ window: ConvolutionWindow, _ geometry: ConvolutionGeometry, _ helpers: inout HelperFunctions
  ) throws -> String {
    let piece = CExpression.quotient("x", window.pieceStep)
    let last = window.pieces - 1
    let isPastAll = window.width - 1 + window.left >= window.pieces * window.pieceStep
    let lastPiece = isPastAll ? "\(piece) < \(last) ? \(piece) : \(last)" : piece
    return try helpers.name("place_column") {
      try ConvolutionPlaceColumnValues(
        function: $0, geometry: GeometryValues(context, geometry),
        piece: ColumnPieceValues(
          geometry, pieces: window.pieces, step: window.pieceStep,
          bytes: geometry.elementType.byteCount),
        rowColumns: window.columns,
        lastPiece: window.left < 0 ? "x < 0 ? -1 : \(lastPiece)" : lastPiece,
        placeInPiece: CExpression.position(["x", "p"], signedStrides: [1, -window.pieceStep])
      ).render()
    }
  }
}
