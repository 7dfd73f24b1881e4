import Schedule

/// The C of one kernel.
struct KernelText {
  /// The name of its function.
  let name: String
  /// The helpers that it calls, by their numbers, in the order in which they are written.
  let helpers: [Int]
  /// What it computes, as a comment.
  let comment: String
  /// The function, which no other file sees.
  let function: String
  /// Whether all loops that count are written out as operations on vectors.
  let isInVectors: Bool
  /// Whether it needs what only the file with the exported function has.
  let staysWithCaller: Bool

  /// The function for a file of its own.
  var exportedFunction: String {
    function.hasPrefix(Self.linkage) ? String(function.dropFirst(Self.linkage.count)) : function
  }

  /// The declaration for files that call the function, after those of the structs that it takes.
  var declaration: String {
    var lines = exportedFunction.split(separator: "\n").prefix { $0 != "{" }.map(String.init)
    if let last = lines.popLast() {
      let end = last.range(of: ") /* ")?.lowerBound ?? last.index(before: last.endIndex)
      lines.append("\(last[...end]);\(last[last.index(after: end)...])")
    }
    let structs = lines.compactMap { $0.firstMatch(of: /struct (\w+) \*/)?.output.1 }
    return (structs.map { "struct \($0);" } + lines).joined(separator: "\n") + "\n"
  }

  private static let linkage = "static "
}

extension Kernel.Body {
  /// Whether all loops that count are written out as operations on vectors, so that nothing is left
  /// for the compiler to make vectors of.
  var isInVectors: Bool {
    switch self {
    case .convolution, .convolutionInputGradient, .convolutionFilterGradient, .convolutionGradients,
      .winogradConvolution, .winogradInputGradient, .winogradFilterGradient,
      .rowTiledConvolution, .rowTiledFilterGradient:
      true
    case .matrixProduct(let product): product.tiling != nil
    case .loop, .joinedLoops, .custom, .reduction, .fullReduction, .channelSum, .planeMoments,
      .argmax, .allReduce, .layoutConversion, .softmax, .index, .label, .pooling, .patches:
      false
    }
  }

  /// Whether the function needs what only the file with the exported function includes, or holds
  /// what a user wrote.
  var staysWithCaller: Bool {
    switch self {
    case .custom, .allReduce: true
    default: traits.callsBLAS
    }
  }
}
