import GraphIR

extension Tile: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    start = try text.field("start")
    end = try text.field("end")
    size = try text.field("size")
    try text.expect(")")
  }
}

extension ConvolutionGeometry: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    images = try text.field("images")
    lanes = try text.field("lanes")
    channels = try text.field("channels")
    height = try text.field("height")
    width = try text.field("width")
    filters = try text.field("filters")
    filterHeight = try text.field("filterHeight")
    filterWidth = try text.field("filterWidth")
    outputHeight = try text.field("outputHeight")
    outputWidth = try text.field("outputWidth")
    convolution = try text.field("convolution")
    try text.expect(")")
  }
}

extension WinogradTiling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    rows = try text.field("rows")
    columns = try text.field("columns")
    bandRows = try text.field("bandRows")
    try text.expect(")")
  }
}

extension RowTiling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    columns = try text.field("columns")
    try text.expect(")")
  }
}

extension Unfolding: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    lanes = try text.field("lanes")
    images = try text.field("images")
    channels = try text.field("channels")
    height = try text.field("height")
    width = try text.field("width")
    filters = try text.field("filters")
    rows = try text.field("rows")
    columns = try text.field("columns")
    patchHeight = try text.field("patchHeight")
    patchWidth = try text.field("patchWidth")
    rowStep = try text.field("rowStep")
    columnStep = try text.field("columnStep")
    resultHeight = try text.field("resultHeight")
    resultWidth = try text.field("resultWidth")
    try text.expect(")")
  }
}

extension ConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    block = try text.field("block")
    filterTiles = try text.field("filterTiles")
    columnTiles = try text.field("columnTiles")
    try text.expect(")")
  }
}

extension ConvolutionInputGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    gradient = try text.field("gradient")
    channelTiles = try text.field("channelTiles")
    columnTiles = try text.field("columnTiles")
    try text.expect(")")
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

extension WinogradConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    block = try text.field("block")
    filterTiles = try text.field("filterTiles")
    imageTiles = try text.field("imageTiles")
    try text.expect(")")
  }
}

extension WinogradInputGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    gradient = try text.field("gradient")
    channelTiles = try text.field("channelTiles")
    imageTiles = try text.field("imageTiles")
    try text.expect(")")
  }
}

extension WinogradFilterGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    gradient = try text.field("gradient")
    filterStep = try text.field("filterStep")
    channelStep = try text.field("channelStep")
    blocksAtOnce = try text.field("blocksAtOnce")
    filtersAtOnce = try text.field("filtersAtOnce")
    channelsAtOnce = try text.field("channelsAtOnce")
    try text.expect(")")
  }
}

extension RowTiledConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    block = try text.field("block")
    filterTiles = try text.field("filterTiles")
    try text.expect(")")
  }
}

extension RowTiledFilterGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    gradient = try text.field("gradient")
    filterTiles = try text.field("filterTiles")
    filterRowTiles = try text.field("filterRowTiles")
    pointTiles = try text.field("pointTiles")
    try text.expect(")")
  }
}
