import GraphIR

/// The products of row-major matrices, and what is computed of each element while it is at hand.
///
/// No sum is divided between threads, so that the result does not depend on their number.
public struct MatrixProduct: Sendable {
  public let elementType: ElementType
  /// The number of products.
  public let batch: Int
  public let rows: Int
  public let columns: Int
  /// The number of terms of each sum.
  public let inner: Int
  public let transposesLeft: Bool
  public let transposesRight: Bool
  /// The tiles in which the product is computed here, or `nil` where the BLAS computes it.
  public let tiling: ProductTiling?
  /// What is computed of each element of the one product; only products in tiles have it.
  public let epilogue: ProductEpilogue?

  init(
    left: TensorType, result: TensorType, transposesLeft: Bool, transposesRight: Bool,
    target: Target
  ) {
    let rank = result.shape.rank
    elementType = result.elementType
    batch = result.shape.extents.dropLast(2).reduce(1, *)
    rows = result.shape[rank - 2]
    columns = result.shape[rank - 1]
    inner = left.shape[rank - (transposesLeft ? 2 : 1)]
    self.transposesLeft = transposesLeft
    self.transposesRight = transposesRight
    epilogue = nil
    tiling = ProductTiling.best(
      rows: ProductTiling.Operand(
        extent: rows, stride: transposesLeft ? 1 : inner, innerStride: transposesLeft ? rows : 1),
      columns: ProductTiling.Operand(
        extent: columns, stride: transposesRight ? inner : 1,
        innerStride: transposesRight ? 1 : columns),
      inner: inner, elementType: elementType, target: target)
  }

  private init(_ product: MatrixProduct, epilogue: ProductEpilogue) {
    elementType = product.elementType
    batch = product.batch
    rows = product.rows
    columns = product.columns
    inner = product.inner
    transposesLeft = product.transposesLeft
    transposesRight = product.transposesRight
    tiling = product.tiling
    self.epilogue = epilogue
  }

  func followed(by epilogue: ProductEpilogue) -> MatrixProduct {
    MatrixProduct(self, epilogue: epilogue)
  }

  /// The chunks of rows that the BLAS computes one by one: as many as leave each enough rows to run at
  /// speed.
  public var chunks: Int {
    var chunks = 1
    while chunks < 16, rows / (chunks * 2) >= 96 { chunks *= 2 }
    return chunks
  }

  /// The multiplications and additions of all products.
  public var termCount: Int { batch * rows * columns * inner }

  /// How the product is computed, in words.
  var method: String { tiling?.description ?? "by the BLAS" }
}

/// What is computed of each element of a product.
public struct ProductEpilogue: Sendable {
  /// What the program reads as one of its operands.
  public enum Operand: Sendable, Hashable {
    /// The element of the product itself.
    case product
    /// What the element of the result would read in a loop, by strides along rows and columns.
    case loop(LoopNest.Operand)
  }

  public let operands: [Operand]
  public let program: ScalarProgram
  /// The element type of each operand and each step of the program.
  public let elementTypes: [ElementType]

  /// Whether the program reads the kernel's operand of a number.
  public func reads(operand number: Int) -> Bool {
    operands.contains {
      if case .loop(.element(number, _, _)) = $0 { true } else { false }
    }
  }

  init(operands: [Operand], program: ScalarProgram, operandTypes: [ElementType]) {
    self.operands = operands
    self.program = program
    elementTypes = program.elementTypes(operands: operandTypes)
  }
}
