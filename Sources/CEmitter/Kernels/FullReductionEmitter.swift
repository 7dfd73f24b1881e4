import GraphIR
import Schedule

/// A sum over all elements: parts of it, with a row of sums each so that none waits for another, then
/// the chunks that the parts belong to, and a binary tree over these.
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
    let part = CExpression.position(["chunk", "part"], [0, sum.parts])
    text.function(signature, parameters: parameters) { body in
      body.add("#pragma omp for collapse(2) schedule(static)")
      body.loop("int64_t", "chunk", to: tree.chunks) {
        $0.loop("int64_t", "part", to: sum.parts) { body in
          body.add("const int64_t end_row = \(tree.end(of: "chunk"));")
          body.add("const int64_t chunk_end = \(CExpression.product("end_row", sum.rowElements));")
          let start = CExpression.product(tree.start(of: "chunk"), sum.rowElements)
          let first = CExpression.sum([start, CExpression.product("part", FullReduction.part)])
          body.add("const int64_t first = \(first);")
          body.add(
            "const int64_t end = chunk_end - first < \(FullReduction.part) ? chunk_end : "
              + "first + \(FullReduction.part);")
          body.add("double sums[\(width)] = {0};")
          body.add("int64_t row = first;")
          body.block("for (; row + \(width) <= end; row += \(width))") {
            $0.block("for (int64_t j = 0; j < \(width); ++j)") { add(&$0) }
          }
          body.block("for (int64_t j = 0; j < end - row; ++j)") { add(&$0) }
          body.add("double total = 0;")
          body.block("for (int64_t j = 0; j < \(width); ++j)") { $0.add("total += sums[j];") }
          body.add("\(partial)[\(part)] = total;")
        }
      }
      body.add("#pragma omp single")
      body.block("") { single in
        single.add("\(sum.elementType.cName) sums[\(tree.chunks)];")
        single.loop("int64_t", "chunk", to: tree.chunks) {
          $0.add("double total = 0;")
          $0.loop("int64_t", "part", to: sum.parts) { $0.add("total += \(partial)[\(part)];") }
          $0.add("sums[chunk] = \(rounding)total;")
        }
        let place: (String) -> String = { "sums[\($0)]" }
        let levels = TreeLevels(tree.chunks, at: place)
        single.add(levels, index, at: place)
        single.add("\(resultName)[0] = \(levels.total);")
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
