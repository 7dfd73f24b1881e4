import GraphIR
import Schedule

/// Rows of a table, copied in the order of their numbers, or zeros to which rows are added.
struct IndexEmitter: KernelEmitter {
  let context: KernelContext
  let indices: IndexKernel

  var formula: String {
    switch indices.role {
    case .take: "\(resultName)[i] = \(name(of: .table))[\(name(of: .indices))[i]]"
    case .scatterAdd:
      "\(resultName)[\(name(of: .indices))[i]] += \(name(of: .values))[i], from zeros"
    }
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    switch indices.role {
    case .take: take()
    case .scatterAdd: scatterAdd()
    }
  }

  /// Tables and rows are matrices; row numbers lie one after the other.
  private var arrays: [CParameter] {
    context.parameters { $0 == .indices ? nil : [indices.rows, indices.rowSize] }
  }

  private func take() -> String {
    var text = CWriter()
    let bytes = indices.rowSize * indices.elementType.byteCount
    text.function("static void \(functionName)", parameters: arrays) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int64_t i = 0; i < \(indices.indices); ++i)") { loop in
        findRow(&loop)
        loop.add("memcpy(\(resultName)[i], \(name(of: .table))[row], \(bytes));")
      }
    }
    return text.text
  }

  /// Rows of one number are added in order: each thread has columns of its own.
  private func scatterAdd() -> String {
    var text = CWriter()
    let panel = ColumnPanel(columns: max(1, indices.rowSize), index: index)
    text.function("static void \(functionName)", parameters: arrays) { body in
      panel.loop(&body) { inner in
        inner.block("for (int64_t row = 0; row < \(indices.rows); ++row)") {
          $0.add(
            "memset(&\(resultName)[row][first], 0, width * sizeof(\(indices.elementType.cName)));")
        }
        inner.block("for (int64_t i = 0; i < \(indices.indices); ++i)") { loop in
          findRow(&loop)
          add(&loop)
        }
      }
    }
    return text.text
  }

  private func add(_ text: inout CWriter) {
    guard indices.rowSize > 0 else { return }
    let type = indices.elementType
    text.add("\(type.cName) *const sums = &\(resultName)[row][first];")
    text.add("const \(type.cName) *const terms = &\(name(of: .values))[i][first];")
    text.block("for (\(index) column = 0; column < width; ++column)") {
      let sum = ElementwiseFunction.add.cExpression(["sums[column]", "terms[column]"], type)
      $0.add("sums[column] = \(sum);")
    }
  }

  /// The row that a number says, negative ones counted from the end; a number that says none is
  /// left out, and fails the call.
  private func findRow(_ text: inout CWriter) {
    text.add("const int64_t index = \(name(of: .indices))[i];")
    text.add("const int64_t row = index < 0 ? index + \(indices.rows) : index;")
    text.block("if (row < 0 || row >= \(indices.rows))") {
      $0.add("croton_fail(call, \(indices.failure), index);")
      $0.add("continue;")
    }
  }
}

/// Columns of a matrix that one thread works on, as many as stay in the L1 cache: `first` and the
/// `width - 1` after it.
struct ColumnPanel {
  let columns: Int
  let index: String
  var most: Int { min(64, columns) }

  /// The loop over all panels, shared by the threads.
  func loop(_ text: inout CWriter, _ body: (inout CWriter) -> Void) {
    text.add("#pragma omp for schedule(static)")
    text.block("for (\(index) first = 0; first < \(columns); first += \(most))") {
      $0.add(
        columns.isMultiple(of: most)
          ? "const \(index) width = \(most);"
          : "const \(index) width = first + \(most) <= \(columns) ? \(most) : \(columns) - first;")
      body(&$0)
    }
  }
}

extension EmitterFactory {
  func visit(_ kernel: IndexKernel) -> any KernelEmitter {
    IndexEmitter(context: context, indices: kernel)
  }
}
