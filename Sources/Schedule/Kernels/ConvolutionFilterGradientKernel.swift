import GraphIR

/// The gradient at the filters of a convolution.
package struct ConvolutionFilterGradientKernel: Sendable {
  package let geometry: ConvolutionGeometry
  package let gradient: OutputGradient
  /// Tiles of filter rows, and of filter columns where they are many.
  package let rowTiles: [Tile]
  package let columnTiles: [Tile]

  package init(
    geometry: ConvolutionGeometry, gradient: OutputGradient, rowTiles: [Tile], columnTiles: [Tile]
  ) {
    self.geometry = geometry
    self.gradient = gradient
    self.rowTiles = rowTiles
    self.columnTiles = columnTiles
  }

  /// The bytes of each portion's own sums.
  package var partialBytes: Int {
    geometry.portions.count * geometry.filters * geometry.filterSize
      * geometry.elementType.byteCount
  }
}

extension ConvolutionFilterGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolutionFilterGradient }
  package var algorithm: String? {
    "filter gradient \(geometry.operands): direct\(geometry.chunkText)"
  }
  package var work: Work { .products(geometry.products) }
  package var workspaces: [Workspace] {
    [Workspace(.partialSums, geometry.elementType, byteCount: partialBytes)]
  }
  package var namesParametersByRole: Bool { true }
  /// The bytes of the output gradient of one filter for the images of a portion.
  package var threadWorkspaceBytes: Int {
    max(1, geometry.portions.largest) * max(1, geometry.outputHeight * geometry.outputWidth)
      * geometry.lanes * geometry.elementType.byteCount
  }
}

extension ConvolutionFilterGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    gradient = try text.field("gradient")
    rowTiles = try text.field("rowTiles")
    columnTiles = try text.field("columnTiles")
    try text.expect(")")
  }
}
