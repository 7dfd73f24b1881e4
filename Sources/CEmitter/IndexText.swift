import GraphIR
import Schedule

extension KernelText {
  /// Rows of a table, copied in the order of their numbers.
  func take(_ indices: IndexKernel) -> String {
    var text = CText()
    let bytes = indices.rowSize * indices.elementType.byteCount
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int64_t i = 0; i < \(indices.indices); ++i)") { loop in
        findRow(indices, &loop)
        let target = CExpression.sum([resultName, CExpression.product("i", indices.rowSize)])
        let source = CExpression.sum([
          name(of: .table), CExpression.product("row", indices.rowSize),
        ])
        loop.add("memcpy(\(target), \(source), \(bytes));")
      }
    }
    return text.text
  }

  /// Zeros to which rows are added, those of one number in order: each thread has columns of its
  /// own.
  func scatterAdd(_ indices: IndexKernel) -> String {
    var text = CText()
    let strip = min(64, max(1, indices.rowSize))
    let columns = max(1, indices.rowSize)
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int strip = 0; strip < \(columns); strip += \(strip))") { inner in
        inner.add(
          columns.isMultiple(of: strip)
            ? "const int width = \(strip);"
            : "const int width = strip + \(strip) <= \(columns) ? \(strip) : \(columns) - strip;")
        inner.block("for (int64_t row = 0; row < \(indices.rows); ++row)") {
          let start = CExpression.position(["row", "strip"], strides: [indices.rowSize, 1])
          $0.add(
            "memset(\(resultName) + \(start), 0, width * sizeof(\(indices.elementType.cName)));")
        }
        inner.block("for (int64_t i = 0; i < \(indices.indices); ++i)") { loop in
          findRow(indices, &loop)
          add(indices, &loop)
        }
      }
    }
    return text.text
  }

  private func add(_ indices: IndexKernel, _ text: inout CText) {
    guard indices.rowSize > 0 else { return }
    let type = indices.elementType
    let target = CExpression.position(["row", "strip"], strides: [indices.rowSize, 1])
    let source = CExpression.position(["i", "strip"], strides: [indices.rowSize, 1])
    text.add("\(type.cName) *const sums = \(resultName) + \(target);")
    text.add("const \(type.cName) *const terms = \(name(of: .values)) + \(source);")
    text.block("for (int column = 0; column < width; ++column)") {
      let sum = ElementwiseFunction.add.cExpression(["sums[column]", "terms[column]"], type)
      $0.add("sums[column] = \(sum);")
    }
  }

  /// The row that a number says, negative ones counted from the end; a number that says none is
  /// left out, and fails the call.
  private func findRow(_ indices: IndexKernel, _ text: inout CText) {
    text.add("const int64_t index = \(name(of: .indices))[i];")
    text.add("const int64_t row = index < 0 ? index + \(indices.rows) : index;")
    text.block("if (row < 0 || row >= \(indices.rows))") {
      $0.add("croton_fail(call, \(indices.failure), index);")
      $0.add("continue;")
    }
  }
}
