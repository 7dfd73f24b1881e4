import GraphIR

extension ArgmaxKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    outer = try text.field("outer")
    extent = try text.field("extent")
    inner = try text.field("inner")
    try text.expect(")")
  }
}

extension ChannelSumKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    images = try text.field("images")
    lanes = try text.field("lanes")
    channels = try text.field("channels")
    positions = try text.field("positions")
    mask = try text.field("mask")
    try text.expect(")")
  }
}

extension FullReduction: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    count = try text.field("count")
    terms = try text.field("terms")
    try text.expect(")")
  }
}

extension IndexKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    indexType = try text.field("indexType")
    rows = try text.field("rows")
    rowSize = try text.field("rowSize")
    indices = try text.field("indices")
    failure = try text.field("failure")
    try text.expect(")")
  }
}

extension LabelKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    labelType = try text.field("labelType")
    rows = try text.field("rows")
    classes = try text.field("classes")
    failure = try text.field("failure")
    try text.expect(")")
  }
}

extension LayoutConversion: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    direction = try text.field("direction")
    images = try text.field("images")
    lanes = try text.field("lanes")
    elementsPerImage = try text.field("elementsPerImage")
    operands = try text.field("operands")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}

extension LoopNest: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    extents = try text.field("extents")
    operands = try text.field("operands")
    resultStrides = try text.field("resultStrides")
    resultOffset = try text.field("resultOffset")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}

extension PatchKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    direction = try text.field("direction")
    unfolding = try text.field("unfolding")
    try text.expect(")")
  }
}

extension PoolingKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    pooling = try text.field("pooling")
    planes = try text.field("planes")
    height = try text.field("height")
    width = try text.field("width")
    lanes = try text.field("lanes")
    try text.expect(")")
  }
}

extension SoftmaxKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    role = try text.field("role")
    elementType = try text.field("elementType")
    rows = try text.field("rows")
    columns = try text.field("columns")
    try text.expect(")")
  }
}

extension Target: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    vectorBytes = try text.field("vectorBytes")
    registers = try text.field("registers")
    accumulators = try text.field("accumulators")
    l2Bytes = try text.field("l2Bytes")
    lastLevelBytes = try text.field("lastLevelBytes")
    lineBytes = try text.field("lineBytes")
    lineCycles = try text.field("lineCycles")
    threadedWork = try text.field("threadedWork")
    isExact = try text.field("isExact")
    try text.expect(")")
  }
}

extension CustomKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    operation = try text.field("operation") { text throws(TextError) in
      let mark = text.mark()
      let name = try text.word("an operation")
      guard let custom = text.customOperations.first(where: { $0.operation.name == name }) else {
        throw text.error(
          "there is no operation '\(name)'; expected one of those that are given", at: mark)
      }
      return custom.operation
    }
    operandTypes = try text.field("operandTypes")
    try text.expect(")")
  }
}

extension ReductionKernel: FieldReadable {
  private struct Axis: FieldReadable {
    let extent: Int
    let stride: Int

    init(from text: inout TextScanner) throws(TextError) {
      try text.expect("(")
      extent = try text.field("extent")
      stride = try text.field("stride")
      try text.expect(")")
    }
  }

  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    reduction = try text.field("reduction")
    elementType = try text.field("elementType")
    let axes: (kept: [Axis], reduced: [Axis]) = (
      try text.field("kept"), try text.field("reduced")
    )
    kept = axes.kept.map { (extent: $0.extent, stride: $0.stride) }
    reduced = axes.reduced.map { (extent: $0.extent, stride: $0.stride) }
    try text.expect(")")
  }
}

extension LoopNest.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    if text.take("element") {
      try text.expect("(")
      let role: Argument.Role = try text.part()
      let strides: [Int] = try text.field("strides")
      self = .element(role, strides: strides, offset: try text.field("offset"))
    } else if text.take("index") {
      try text.expect("(")
      self = .index(strides: try text.field("strides"))
    } else {
      guard text.take("literal") else {
        throw text.error(expected: "'element', 'index' or 'literal'")
      }
      try text.expect("(")
      self = .literal(try text.part())
    }
    try text.expect(")")
  }
}

extension LayoutConversion.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let isElement = text.take("element")
    if !isElement, !text.take("literal") {
      throw text.error(expected: "'element' or 'literal'")
    }
    try text.expect("(")
    self = isElement ? .element(try text.part()) : .literal(try text.part())
    try text.expect(")")
  }
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

extension OutputGradient: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    if text.take("dense") {
      self = .dense
    } else {
      try text.expect("pooled")
      try text.expect("(")
      self = .pooled(try text.part())
      try text.expect(")")
    }
  }
}

extension IndexKernel.Role: FieldCase {}
extension LabelKernel.Role: FieldCase {}
extension LayoutConversion.Direction: FieldCase {}
extension PatchKernel.Direction: FieldCase {}
extension PoolingKernel.Role: FieldCase {}
extension ProductTiling.Axis: FieldCase {}
extension SoftmaxKernel.Role: FieldCase {}
