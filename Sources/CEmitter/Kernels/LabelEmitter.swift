import GraphIR
import Schedule

/// One element of each row, if its label exists; or rows of zeros but for one element.
struct LabelEmitter: KernelEmitter {
  let context: KernelContext
  let labels: LabelKernel

  var formula: String {
    switch labels.role {
    case .gather:
      "\(resultName)[row] = \(name(of: .table))[row][\(name(of: .labels))[row]]"
    case .scatter:
      "\(resultName)[row][column] = column == \(name(of: .labels))[row] ? "
        + "\(name(of: .values))[row] : 0"
    }
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    switch labels.role {
    case .gather:
      labeled { body in
        let element = CExpression.element(name(of: .table), ["row", "label"])
        body.add("\(resultName)[row] = known ? \(element) : 0;")
      }
    case .scatter:
      labeled { body in
        body.block("for (int64_t column = 0; column < \(labels.classes); ++column)") {
          let element = CExpression.element(resultName, ["row", "column"])
          $0.add("\(element) = column == label ? \(name(of: .values))[row] : 0;")
        }
      }
    }
  }

  private func labeled(_ body: (inout CWriter) -> Void) -> String {
    var text = CWriter()
    let rows: Argument.Role = labels.role == .gather ? .table : .output
    let parameters = context.parameters { $0 == rows ? [labels.rows, labels.classes] : nil }
    text.function(signature, parameters: parameters) { function in
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

extension EmitterFactory {
  func visit(_ kernel: LabelKernel) -> any KernelEmitter {
    LabelEmitter(context: context, labels: kernel)
  }
}
