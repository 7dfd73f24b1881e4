import GraphIR

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

extension ProductTiling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    vectorAxis = try text.field("vectorAxis")
    vectorOperand = try text.field("vectorOperand")
    scalarOperand = try text.field("scalarOperand")
    inner = try text.field("inner")
    partTerms = try text.field("partTerms")
    lanes = try text.field("lanes")
    elementBytes = try text.field("elementBytes")
    packs = try text.field("packs")
    tiles = try text.field("tiles")
    strips = try text.field("strips")
    tilesInGroup = try text.field("tilesInGroup")
    try text.expect(")")
  }
}

extension ProductTiling.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    extent = try text.field("extent")
    stride = try text.field("stride")
    innerStride = try text.field("innerStride")
    try text.expect(")")
  }
}

extension ProductTiling.Strip: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    start = try text.field("start")
    count = try text.field("count")
    size = try text.field("size")
    vectors = try text.field("vectors")
    skipped = try text.field("skipped")
    try text.expect(")")
  }
}
