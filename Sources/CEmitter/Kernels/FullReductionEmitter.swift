import GraphIR
import Schedule

/// A sum over all elements: parts of it, with a row of sums each so that none waits for another,
/// and then the sum of the parts.
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
    let parts = name(of: .partialSums)
    let rest = sum.count % FullReduction.part
    text.function("static void \(functionName)", parameters: parameters) { body in
      body.sharedLoop("int64_t", "part", to: sum.parts) { part in
        part.add("double sums[\(width)] = {0};")
        part.add("const int64_t first = part * \(FullReduction.part);")
        part.add(
          sum.parts == 1
            ? "const int64_t end = \(sum.count);"
            : rest == 0
              ? "const int64_t end = first + \(FullReduction.part);"
              : "const int64_t end = part < \(sum.parts - 1) ? first + \(FullReduction.part) : \(sum.count);"
        )
        part.add("int64_t row = first;")
        part.block("for (; row + \(width) <= end; row += \(width))") {
          $0.block("for (int64_t j = 0; j < \(width); ++j)") { add(&$0) }
        }
        part.block("for (int64_t j = 0; j < end - row; ++j)") { add(&$0) }
        part.add("double total = 0;")
        part.block("for (int64_t j = 0; j < \(width); ++j)") { $0.add("total += sums[j];") }
        part.add("\(parts)[part] = total;")
      }
      body.add("#pragma omp single")
      body.block("") {
        $0.add("double total = 0;")
        $0.loop("int64_t", "part", to: sum.parts) { $0.add("total += \(parts)[part];") }
        let isRounded = sum.elementType != .double
        $0.add("\(resultName)[0] = \(isRounded ? "(\(sum.elementType.cName))" : "")total;")
      }
    }
    return text.text
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
