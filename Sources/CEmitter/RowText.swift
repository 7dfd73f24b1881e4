import GraphIR
import KernelTemplates
import Schedule

extension KernelText {
  func softmax(_ softmax: SoftmaxKernel) throws -> String {
    try KernelTemplate.softmax.render([
      "name": kernel.name, "scalar": softmax.elementType.cName, "rows": softmax.rows,
      "columns": softmax.columns, "logarithm": softmax.role == .logarithm,
      "gradient": softmax.role == .gradient,
    ])
  }

  /// The position of the first largest element; a NaN counts as larger than any number, as in
  /// NumPy.
  func argmax(_ argmax: ArgmaxKernel) -> String {
    var text = CText()
    let scalar = argmax.elementType.cName
    let isReal = argmax.elementType.isFloatingPoint
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for collapse(2) schedule(static)")
      body.block("for (int64_t outer = 0; outer < \(argmax.outer); ++outer)") {
        $0.block("for (int64_t inner = 0; inner < \(argmax.inner); ++inner)") {
          let start = CExpression.position(
            ["outer", "inner"], strides: [argmax.extent * argmax.inner, 1])
          $0.add("const \(scalar) *const values = \(name(of: .input)) + \(start);")
          $0.add("int64_t best = 0;")
          $0.block("for (int64_t i = 1; i < \(argmax.extent); ++i)") {
            let value = "values[\(CExpression.product("i", argmax.inner))]"
            let held = "values[\(CExpression.product("best", argmax.inner))]"
            let isNumber = isReal ? "\(held) == \(held) && " : ""
            let larger = isReal ? "!(\(value) <= \(held))" : "\(value) > \(held)"
            $0.block("if (\(isNumber)\(larger))") { $0.add("best = i;") }
          }
          let at = CExpression.position(["outer", "inner"], [0, argmax.inner])
          $0.add("\(resultName)[\(at)] = best;")
        }
      }
    }
    return text.text
  }

  /// One element of each row, if its label exists.
  func gather(_ labels: LabelKernel) -> String {
    labeled(labels) { body in
      let at = CExpression.position(["row", "label"], [0, labels.classes])
      body.add("\(resultName)[row] = known ? \(name(of: .table))[\(at)] : 0;")
    }
  }

  /// Rows of zeros but for one element.
  func scatter(_ labels: LabelKernel) -> String {
    labeled(labels) { body in
      body.block("for (int64_t column = 0; column < \(labels.classes); ++column)") {
        let at = CExpression.position(["row", "column"], [0, labels.classes])
        $0.add("\(resultName)[\(at)] = column == label ? \(name(of: .values))[row] : 0;")
      }
    }
  }

  private func labeled(_ labels: LabelKernel, _ body: (inout CText) -> Void) -> String {
    var text = CText()
    text.function("static void \(kernel.name)", parameters: parameters) { function in
      function.add("#pragma omp for schedule(static)")
      function.block("for (int64_t row = 0; row < \(labels.rows); ++row)") { loop in
        loop.add("const int64_t label = \(name(of: .labels))[row];")
        loop.add("const int known = label >= 0 && label < \(labels.classes);")
        loop.block("if (!known)") { $0.add("croton_fail(call, \(labels.failure), label);") }
        body(&loop)
      }
    }
    return text.text
  }
}
