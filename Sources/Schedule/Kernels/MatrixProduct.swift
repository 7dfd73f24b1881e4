import GraphIR

/// The products of row-major matrices, and what is computed of each element while it is at hand.
///
/// No sum is divided between threads, so that the result does not depend on their number.
package struct MatrixProduct: Sendable {
  package let elementType: ElementType
  /// The number of products.
  package let batch: Int
  package let rows: Int
  package let columns: Int
  /// The number of terms of each sum.
  package let inner: Int
  package let transposesLeft: Bool
  package let transposesRight: Bool
  /// The tiles in which the product is computed here, or `nil` where the BLAS computes it.
  package let tiling: ProductTiling?
  /// What is computed of each element of the one product; only products in tiles have it.
  package let epilogue: ProductEpilogue?

  package init(
    elementType: ElementType, batch: Int, rows: Int, columns: Int, inner: Int,
    transposesLeft: Bool, transposesRight: Bool, tiling: ProductTiling?,
    epilogue: ProductEpilogue?
  ) {
    self.elementType = elementType
    self.batch = batch
    self.rows = rows
    self.columns = columns
    self.inner = inner
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
    self.tiling = tiling
    self.epilogue = epilogue
  }

  /// The same product with something computed of its elements.
  package func followed(by epilogue: ProductEpilogue) -> MatrixProduct {
    MatrixProduct(
      elementType: elementType, batch: batch, rows: rows, columns: columns, inner: inner,
      transposesLeft: transposesLeft, transposesRight: transposesRight, tiling: tiling,
      epilogue: epilogue)
  }

  /// The chunks of rows that the BLAS computes one by one: as many as leave each enough rows to run
  /// at speed.
  package var chunks: Int {
    var chunks = 1
    while chunks < 16, rows / (chunks * 2) >= 96 { chunks *= 2 }
    return chunks
  }

  /// The multiplications and additions of all products.
  package var termCount: Int { batch * rows * columns * inner }

  /// How the product is computed, in words.
  package var method: String { tiling?.description ?? "by the BLAS" }
}

/// What is computed of each element of a product.
package struct ProductEpilogue: Sendable {
  /// What the program reads as one of its operands.
  package enum Operand: Sendable, Hashable {
    /// The element of the product itself.
    case product
    /// What the element of the result would read in a loop, by strides along rows and columns.
    case loop(LoopNest.Operand)
  }

  package let operands: [Operand]
  package let program: ScalarProgram
  /// The element type of each operand and each step of the program.
  package let elementTypes: [ElementType]

  /// Whether the program reads an argument.
  package func reads(_ role: Argument.Role) -> Bool {
    operands.contains {
      if case .loop(.element(role, _, _)) = $0 { true } else { false }
    }
  }

  package init(operands: [Operand], program: ScalarProgram, operandTypes: [ElementType]) {
    self.operands = operands
    self.program = program
    elementTypes = program.elementTypes(operands: operandTypes)
  }
}

extension MatrixProduct: KernelTraits {
  package static var kind: Kernel.Kind { .matrixProduct }
  package var algorithms: [String] {
    let product = "product \(rows)x\(inner) by \(inner)x\(columns)"
    guard let tiling else { return ["\(product): BLAS"] }
    let ways =
      (tiling.factors == .pairs ? ["bfloat16 factors"] : [])
      + (tiling.sums.chunks > 1 ? [tiling.sums.chunkText] : [])
    return ways.isEmpty ? [] : ["\(product): \(ways.joined(separator: ", "))"]
  }
  package var work: Work { .products(termCount) }
  package var workspaces: [Workspace] {
    guard let tiling else { return [] }
    func workspace(_ role: Argument.Role, count: Int, _ element: ElementType) -> Workspace {
      Workspace(role, element, byteCount: batch * count * element.byteCount)
    }
    let packed = tiling.factors == .pairs ? ElementType.uint32 : elementType
    return
      (tiling.packs && !tiling.packsPanels
      ? [workspace(.packedMatrix, count: tiling.packedCount, packed)] : [])
      + (tiling.packsFactors
        ? [workspace(.packedFactors, count: tiling.packedFactorCount, packed)] : [])
      + (tiling.partialCount > 0
        ? [workspace(.partialSums, count: tiling.partialCount, elementType)] : [])
  }
  package var threadWorkspaceBytes: Int {
    (tiling?.panelElements ?? 0) * elementType.byteCount
  }
  package var isSerial: Bool { tiling != nil && termCount < SerialLimit.products }
  package var callsBLAS: Bool { tiling == nil }
  package var usesBFloat16: Bool { tiling?.factors == .pairs }
}

extension ProductEpilogue.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    if text.take("product") {
      self = .product
    } else {
      try text.expect("loop")
      try text.expect("(")
      self = .loop(try text.part())
      try text.expect(")")
    }
  }
}

extension MatrixProduct: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    batch = try text.field("batch")
    rows = try text.field("rows")
    columns = try text.field("columns")
    inner = try text.field("inner")
    transposesLeft = try text.field("transposesLeft")
    transposesRight = try text.field("transposesRight")
    tiling = try text.field("tiling")
    epilogue = try text.field("epilogue")
    try text.expect(")")
  }
}

extension ProductEpilogue: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    operands = try text.field("operands")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}
