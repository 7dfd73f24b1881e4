import GraphIR

extension Kernel.Body: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    let name = try text.word("a kernel")
    switch name {
    case "loop": self = .loop(try text.value())
    case "custom": self = .custom(try text.value())
    case "reduction": self = .reduction(try text.value())
    case "fullReduction": self = .fullReduction(try text.value())
    case "channelSum": self = .channelSum(try text.value())
    case "argmax": self = .argmax(try text.value())
    case "layoutConversion": self = .layoutConversion(try text.value())
    case "matrixProduct": self = .matrixProduct(try text.value())
    case "softmax": self = .softmax(try text.value())
    case "index": self = .index(try text.value())
    case "label": self = .label(try text.value())
    case "pooling": self = .pooling(try text.value())
    case "patches": self = .patches(try text.value())
    case "convolution": self = .convolution(try text.value())
    case "convolutionInputGradient": self = .convolutionInputGradient(try text.value())
    case "convolutionFilterGradient": self = .convolutionFilterGradient(try text.value())
    case "winogradConvolution": self = .winogradConvolution(try text.value())
    case "winogradInputGradient": self = .winogradInputGradient(try text.value())
    case "winogradFilterGradient": self = .winogradFilterGradient(try text.value())
    case "rowTiledConvolution": self = .rowTiledConvolution(try text.value())
    case "rowTiledFilterGradient": self = .rowTiledFilterGradient(try text.value())
    default: throw text.error("there is no kernel '\(name)'", at: mark)
    }
  }
}
