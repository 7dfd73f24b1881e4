import GraphIR
import KernelTemplates
import Schedule

/// The planes that a convolution or one of its gradients copies to a window: those of a tensor that
/// is there, or of a program of several tensors, whose elements are computed as they are copied.
struct ConvolutionPlanes {
  let context: KernelContext
  let geometry: ConvolutionGeometry
  /// What is computed of the elements; `nil` where they are there.
  let program: ElementProgram?
  /// The tensor whose planes they are, which is an argument if there is no program.
  let role: Argument.Role
  /// The channels (or filters), the height and the width of the planes.
  let extents: [Int]

  /// The planes of the input.
  static func input(
    _ context: KernelContext, _ geometry: ConvolutionGeometry, _ program: ElementProgram?
  ) -> ConvolutionPlanes {
    ConvolutionPlanes(
      context: context, geometry: geometry, program: program, role: .input,
      extents: [geometry.channels, geometry.height, geometry.width])
  }

  /// The planes of the kernel's result, as operands of the sums of its rows.
  static func output(
    _ context: KernelContext, _ geometry: ConvolutionGeometry, _ program: ElementProgram?,
    extents: [Int]
  ) -> ConvolutionPlanes {
    ConvolutionPlanes(
      context: context, geometry: geometry, program: program, role: .output, extents: extents)
  }

  /// The planes of the gradient at the output.
  static func gradient(
    _ context: KernelContext, _ geometry: ConvolutionGeometry, _ program: ElementProgram?
  ) -> ConvolutionPlanes {
    ConvolutionPlanes(
      context: context, geometry: geometry, program: program, role: .gradient,
      extents: [geometry.filters, geometry.outputHeight, geometry.outputWidth])
  }

  /// A tensor that is read.
  struct Operand {
    enum Kind {
      /// It has an element for each one of the planes, for each plane of an image, for each
      /// channel, or one for all.
      case element, plane, channel, single
    }

    let role: Argument.Role
    let kind: Kind

    /// What functions call it.
    var name: String {
      if case .operand(let number) = role { "operand\(number)" } else { "\(role)" }
    }
  }

  /// The tensors that are read, each once.
  var operands: [Operand] {
    guard let program else { return [Operand(role: role, kind: .element)] }
    var operands: [Operand] = []
    for case .element(let role, let strides, _) in program.operands
    where !operands.contains(where: { $0.role == role }) {
      operands.append(Operand(role: role, kind: kind(of: strides)))
    }
    return operands
  }

  private func kind(of strides: [Int]) -> Operand.Kind {
    let type = TensorType(geometry.elementType, Shape([geometry.images] + extents))
    if strides == ElementProgram.strides(type, lanes: geometry.lanes) { return .element }
    if strides == ElementProgram.planeStrides(type, lanes: geometry.lanes) { return .plane }
    return strides == ElementProgram.channelStrides ? .channel : .single
  }

  private var scalar: String { geometry.elementType.cName }
  private var vector: String { geometry.elementType.cVector }

  // MARK: The kernel

  /// The declarations of the kernel's parameters, but for those that it has already.
  func parameters(besides others: [ConvolutionPlanes] = []) -> [String] {
    let known = others.flatMap(\.operands).map(\.name)
    return operands.filter { !known.contains($0.name) }.map(parameter)
  }

  /// The declaration of the kernel's parameter for a tensor.
  func parameter(_ operand: Operand) -> String {
    let name = operand.name
    let declaration =
      switch operand.kind {
      case .element: CParameter.array("const \(vector)", name, [1] + extents)
      case .plane: CParameter.array("const \(vector)", name, [1, extents[0]])
      case .channel, .single: "const \(scalar) *restrict \(name)"
      }
    return "\(declaration), /* \(context.buffer(operand.role).extentsText) */"
  }

  /// The arguments that show a function one plane of a group of images.
  func arguments(block: String, plane: String) -> [String] {
    operands.map { operand in
      switch operand.kind {
      case .element: CExpression.element(operand.name, [block, plane])
      case .plane: "&" + CExpression.element(operand.name, [block, plane])
      case .channel: "\(operand.name)[\(plane)]"
      case .single: "\(operand.name)[0]"
      }
    }
  }

  // MARK: The function that copies rows

  /// The name of the function that copies rows of a plane to a window.
  ///
  /// - Parameters:
  ///   - prefetches: whether the next plane is fetched, which is read after this one.
  ///   - clearsTail: whether lanes past the last image become 0, as they always do where pieces of
  ///     columns share vectors.
  func function(
    _ window: ConvolutionWindow, bands: Int, prefetches: Bool = false, clearsTail: Bool = false,
    _ helpers: inout HelperFunctions
  ) throws -> String {
    try helpers.name(program == nil ? "copy_rows" : "compute_rows") {
      guard window.pieces == 1 else {
        return try ConvolutionPieceWindowValues(
          $0, self, window, bands: bands, prefetches: prefetches
        ).render()
      }
      return try ConvolutionWindowValues(
        $0, self, window, bands: bands, prefetches: prefetches, clearsTail: clearsTail
      ).render()
    }
  }

  /// The declarations of that function's parameters.
  var rowParameters: [String] {
    operands.map { operand in
      switch operand.kind {
      case .element:
        "const \(vector) (*restrict \(rowName(operand)))[\(extents[2])], /* [\(extents[1])] */"
      case .plane: "const \(vector) *restrict \(rowName(operand)),"
      case .channel, .single: "const \(scalar) \(rowName(operand)),"
      }
    }
  }

  private func rowName(_ operand: Operand) -> String { program == nil ? "plane" : operand.name }

  /// The names of what that function reads at each place.
  var rowNames: [String] { operands.filter { $0.kind == .element }.map(rowName) }

  /// The statements that compute one lane of an element.
  ///
  /// - Parameter indices: those of the element in what it is computed of.
  func statements(at indices: [String], to result: String) -> [String] {
    guard let program else { return [] }
    let named = operands
    let values = zip(program.operands, program.elementTypes).map { operand, type -> String in
      guard case .element(let role, _, _) = operand,
        let read = named.first(where: { $0.role == role })
      else { return context.expression(operand, at: [], type) }
      switch read.kind {
      case .element:
        return "((const \(scalar) *)&\(CExpression.element(read.name, indices)))[lane]"
      case .plane: return "((const \(scalar) *)\(read.name))[lane]"
      case .channel, .single: return read.name
      }
    }
    var text = CWriter()
    text.add(program.program, of: values, program.elementTypes, to: result)
    return text.text.split(separator: "\n").map(String.init)
  }

  /// The program as a formula, where there is one.
  var formula: String? {
    guard program != nil else { return nil }
    let indices = ["n", role == .input ? "c" : "k", "y", "x"]
    return "\(CExpression.element("\(role)", indices)) = \(text(at: indices))"
  }

  /// What is computed of an element, as a formula.
  ///
  /// - Parameter own: what the tensor itself is called, if not by its role.
  func text(at indices: [String], own: String? = nil) -> String {
    guard let program else { return CExpression.element(own ?? "\(role)", indices) }
    let named = operands
    let values = program.operands.map { operand -> String in
      switch operand {
      case .literal(let literal): return literal.formula
      case .index: return "n"
      case .element(let role, _, _):
        guard let read = named.first(where: { $0.role == role }) else { return "\(role)" }
        let name = read.role == self.role ? own ?? read.name : read.name
        switch read.kind {
        case .element: return CExpression.element(name, indices)
        case .plane: return CExpression.element(read.name, Array(indices.prefix(2)))
        case .channel: return CExpression.element(read.name, [indices[1]])
        case .single: return CExpression.element(read.name, ["0"])
        }
      }
    }
    return Formula.text(program.program, of: values)
  }
}

/// The copy of the rows of a plane that a band needs.
struct ConvolutionWindowValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionWindow

  let function: String
  let geometry: GeometryValues
  let rowParameters, rowNames, statements: [String]
  let computes: Bool
  let rows, columns, rowBytes, planeHeight, start, end: Int
  let pads, padsRows, padsStart, padsEnd, prefetches: Bool
  let row, column, rowOfWindow: String
  let tail: TailValues?

  /// The lanes past the last image.
  struct TailValues: TemplateValues {
    let images, lastBlock: Int
    let severalBlocks: Bool
  }

  init(
    _ function: String, _ planes: ConvolutionPlanes, _ window: ConvolutionWindow, bands: Int,
    prefetches: Bool, clearsTail: Bool
  ) {
    let geometry = planes.geometry
    self.function = function
    self.geometry = GeometryValues(planes.context, geometry)
    (rowParameters, rowNames) = (planes.rowParameters, planes.rowNames)
    computes = planes.program != nil
    (rows, columns) = (window.rows, window.columns)
    rowBytes = window.columns * geometry.lanes * geometry.elementType.byteCount
    planeHeight = window.height
    (start, end) = (window.copiedColumns.lowerBound, window.copiedColumns.upperBound)
    padsRows = window.padsRows(bands: bands)
    padsStart = start > 0
    padsEnd = end < window.columns
    pads = padsRows || padsStart || padsEnd
    self.prefetches = prefetches
    row = CExpression.position(["first", "i"], strides: [1, window.rowStep])
    rowOfWindow = CExpression.product("i", window.columns)
    let column = CExpression.position(
      ["x", "1"], signedStrides: [window.columnStep, -window.left])
    self.column = column
    statements = planes.statements(at: ["y", column], to: "values[lane]")
    let rest = geometry.images - (geometry.blocks - 1) * geometry.lanes
    tail =
      clearsTail && rest < geometry.lanes
      ? TailValues(
        images: rest, lastBlock: geometry.blocks - 1, severalBlocks: geometry.blocks > 1) : nil
  }
}
