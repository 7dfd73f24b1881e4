import GraphIR
import KernelTemplates
import Schedule

/// The softmax of rows, its logarithm or its gradient.
struct SoftmaxEmitter: KernelEmitter {
  let context: KernelContext
  let softmax: SoftmaxKernel

  var formula: String {
    switch softmax.role {
    case .softmax: "output = exp(logits) / sum of exp(logits), along each row"
    case .logarithm: "output = logits - log(sum of exp(logits)), along each row"
    case .gradient:
      "output = probabilities * (gradient - sum of gradient * probabilities), along each row"
    }
  }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try SoftmaxValues(
      name: functionName, scalar: softmax.elementType.cName, index: index, rows: softmax.rows,
      columns: softmax.columns, extent: max(1, softmax.columns),
      logarithm: softmax.role == .logarithm,
      gradient: softmax.role == .gradient
    ).render()
  }
}

struct SoftmaxValues: KernelTemplateValues {
  static let template = KernelTemplate.softmax

  let name, scalar, index: String
  let rows, columns: Int
  /// The extent of a row, since ISO C has no arrays without elements.
  let extent: Int
  let logarithm, gradient: Bool
}

extension EmitterFactory {
  func visit(_ kernel: SoftmaxKernel) -> any KernelEmitter {
    SoftmaxEmitter(context: context, softmax: kernel)
  }
}
