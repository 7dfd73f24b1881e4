import GraphIR
import Schedule

/// A sum over all elements: chunks of it, with a row of sums each so that none waits for another, and
/// then a binary tree over the chunks.
struct FullReductionEmitter: KernelEmitter {
  let context: KernelContext
  let sum: FullReduction

  var formula: String {
    let operands = sum.terms.operands.map { operand in
      switch operand {
      case .literal(let literal): literal.formula
      case .element(let role, _, _): name(of: role)
      case .index: "i"
      }
    }
    return "\(resultName) = sum of \(Formula.text(sum.terms.program, of: operands))"
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    let width = 32
    let (tree, partial) = (sum.sums, name(of: .partialSums))
    let rounding = sum.elementType == .double ? "" : "(\(sum.elementType.cName))"
    text.function("static void \(functionName)", parameters: parameters) { body in
      body.sharedLoop("int64_t", "chunk", to: tree.chunks) { chunk in
        chunk.add("double sums[\(width)] = {0};")
        chunk.add("int64_t row = \(position(tree.start(of: "chunk")));")
        chunk.add("const int64_t end = \(position(tree.end(of: "chunk")));")
        chunk.block("for (; row + \(width) <= end; row += \(width))") {
          $0.block("for (int64_t j = 0; j < \(width); ++j)") { add(&$0) }
        }
        chunk.block("for (int64_t j = 0; j < end - row; ++j)") { add(&$0) }
        chunk.add("double total = 0;")
        chunk.block("for (int64_t j = 0; j < \(width); ++j)") { $0.add("total += sums[j];") }
        chunk.add("\(partial)[chunk] = \(rounding)total;")
      }
      body.add("#pragma omp single")
      body.block("") {
        let place: (String) -> String = { "\(partial)[\($0)]" }
        let levels = TreeLevels(tree.chunks, at: place)
        $0.add(levels, index, at: place)
        $0.add("\(resultName)[0] = \(levels.total);")
      }
    }
    return text.text
  }

  /// The first element at an index of axis 0.
  private func position(_ index: String) -> String {
    if let index = Int(index) { return "\(index * sum.rowElements)" }
    return index.contains("?")
      ? "(\(index)) * \(sum.rowElements)" : CExpression.product(index, sum.rowElements)
  }

  /// Adds one element to the sum of its column.
  private func add(_ text: inout CWriter) {
    let terms = sum.terms
    let operands = zip(terms.operands, terms.elementTypes).map {
      context.expression($0, at: ["row + j"], $1)
    }
    if terms.program == ScalarProgram(.identity) {
      text.add("sums[j] += \(operands[0]);")
    } else {
      text.add(
        terms.program, of: operands, terms.elementTypes, to: "const \(sum.elementType.cName) term")
      text.add("sums[j] += term;")
    }
  }
}

extension EmitterFactory {
  func visit(_ kernel: FullReduction) -> any KernelEmitter {
    FullReductionEmitter(context: context, sum: kernel)
  }
}
