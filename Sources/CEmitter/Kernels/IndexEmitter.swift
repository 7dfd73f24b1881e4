import GraphIR
import Schedule

/// Rows of a table, copied in the order of their numbers, or zeros to which rows are added.
struct IndexEmitter: KernelEmitter {
  let context: KernelContext
  let indices: IndexKernel

  var formula: String {
    let number = "\(name(of: .indices))\(table)[i]"
    return switch indices.role {
    case .take: "\(resultName)\(table)[i] = \(name(of: .table))\(table)[\(number)]"
    case .scatterAdd:
      "\(resultName)\(table)[\(number)] += \(name(of: .values))\(table)[i], from zeros"
    }
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    switch indices.role {
    case .take: take()
    case .scatterAdd: scatterAdd()
    }
  }

  private var hasOneTable: Bool { indices.batches == 1 }
  /// The index of a table, where there are several.
  private var table: String { hasOneTable ? "" : "[batch]" }
  /// The loop over tables, for the threads to share together with the loop in it.
  private var tables: String? {
    hasOneTable ? nil : "for (int64_t batch = 0; batch < \(indices.batches); ++batch)"
  }

  /// Tables and rows are matrices; the row numbers of a table lie one after the other.
  private var arrays: [CParameter] {
    context.parameters { role in
      let extents =
        switch role {
        case .indices: [indices.indices]
        case .values: [indices.indices, indices.rowSize]
        case .table: [indices.rows, indices.rowSize]
        default: [indices.role == .take ? indices.indices : indices.rows, indices.rowSize]
        }
      return hasOneTable ? extents : [indices.batches] + extents
    }
  }

  private func take() -> String {
    var text = CWriter()
    let bytes = indices.rowSize * indices.elementType.byteCount
    text.function(signature, parameters: arrays) { body in
      body.add("#pragma omp for\(hasOneTable ? "" : " collapse(2)") schedule(static)")
      body.blocks(tables) { batch in
        batch.block("for (int64_t i = 0; i < \(indices.indices); ++i)") { loop in
          findRow(&loop) {
            $0.add(
              "memcpy(\(resultName)\(table)[i], \(name(of: .table))\(table)[row], \(bytes));")
          }
        }
      }
    }
    return text.text
  }

  /// Rows of one number are added in order: each thread has columns of its own.
  private func scatterAdd() -> String {
    var text = CWriter()
    let panel = ColumnPanel(columns: max(1, indices.rowSize), index: index)
    text.function(signature, parameters: arrays) { body in
      panel.loop(within: tables, &body) { inner in
        inner.block("for (int64_t row = 0; row < \(indices.rows); ++row)") {
          $0.add(
            "memset(&\(resultName)\(table)[row][first], 0, width * sizeof(\(indices.elementType.cName)));"
          )
        }
        inner.block("for (int64_t i = 0; i < \(indices.indices); ++i)") { loop in
          findRow(&loop) { add(&$0) }
        }
      }
    }
    return text.text
  }

  private func add(_ text: inout CWriter) {
    guard indices.rowSize > 0 else { return }
    let type = indices.elementType
    text.add("\(type.cName) *const sums = &\(resultName)\(table)[row][first];")
    text.add("const \(type.cName) *const terms = &\(name(of: .values))\(table)[i][first];")
    text.block("for (\(index) column = 0; column < width; ++column)") {
      let sum = ElementwiseFunction.add.cExpression(["sums[column]", "terms[column]"], type)
      $0.add("sums[column] = \(sum);")
    }
  }

  /// The row that a number says, negative ones counted from the end, and what is done with it; a
  /// number that says none fails the call.
  private func findRow(_ text: inout CWriter, _ body: (inout CWriter) -> Void) {
    text.add("const int64_t index = \(name(of: .indices))\(table)[i];")
    text.add("const int64_t row = index < 0 ? index + \(indices.rows) : index;")
    text.branch(
      "row >= 0 && row < \(indices.rows)", body,
      else: { $0.add("croton_fail(call, \(indices.failure), index);") })
  }
}

/// Columns of a matrix that one thread works on, as many as stay in the L1 cache: `first` and the
/// `width - 1` after it.
struct ColumnPanel {
  let columns: Int
  let index: String
  var most: Int { min(64, columns) }

  /// The loop over all panels, shared by the threads.
  ///
  /// - Parameter outer: the head of a loop over matrices, whose panels the threads share as well.
  func loop(
    within outer: String? = nil, _ text: inout CWriter, _ body: (inout CWriter) -> Void
  ) {
    text.add("#pragma omp for\(outer == nil ? "" : " collapse(2)") schedule(static)")
    text.blocks(outer) {
      $0.block("for (\(index) first = 0; first < \(columns); first += \(most))") {
        $0.add(
          columns.isMultiple(of: most)
            ? "const \(index) width = \(most);"
            : "const \(index) width = first + \(most) <= \(columns) ? \(most) : \(columns) - first;"
        )
        body(&$0)
      }
    }
  }
}

extension EmitterFactory {
  func visit(_ kernel: IndexKernel) -> any KernelEmitter {
    IndexEmitter(context: context, indices: kernel)
  }
}
