import GraphIR
import Schedule

/// Products by the BLAS: of one, a chunk of rows at a time; of a batch, a product at a time.
struct BLASProductEmitter: KernelEmitter {
  let context: KernelContext
  let product: MatrixProduct

  var formula: String {
    "\(resultName)[i][j] = \(product.formula(name(of: .left), name(of: .right)))"
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    text.function(signature, parameters: context.parameters(extents)) { body in
      if product.batch != 1 {
        body.add("#pragma omp for schedule(static)")
        body.block("for (int64_t matrix = 0; matrix < \(product.batch); ++matrix)") {
          multiply(rows: "\(product.rows)", &$0)
        }
        return
      }
      if product.chunks == 1 {
        body.add("#pragma omp single")
        multiply(rows: "\(product.rows)", &body)
        return
      }
      body.add("#pragma omp for schedule(static)")
      body.block("for (\(index) chunk = 0; chunk < \(product.chunks); ++chunk)") { loop in
        let bounds = ["chunk", "chunk + 1"].map {
          CExpression.start(of: $0, product.rows, in: product.chunks)
        }
        loop.add("const \(index) first = \(bounds[0]);")
        loop.add("const \(index) rows = \(bounds[1]) - first;")
        multiply(rows: "rows", after: "first", &loop)
      }
    }
    return text.text
  }

  /// The extents of the matrices as they lie in memory.
  private func extents(_ role: Argument.Role) -> [Int] {
    let (m, n, k) = (product.rows, product.columns, product.inner)
    let matrix =
      switch role {
      case .left: product.transposesLeft ? [k, m] : [m, k]
      case .right: product.transposesRight ? [n, k] : [k, n]
      default: [m, n]
      }
    return product.batch == 1 ? matrix : [product.batch] + matrix
  }

  /// The call for the rows that come after the given ones, in each matrix of a batch.
  private func multiply(rows: String, after first: String = "0", _ text: inout CWriter) {
    let (one, zero) = product.elementType == .float ? ("1.0f", "0.0f") : ("1.0", "0.0")
    let (m, n, k) = (product.rows, product.columns, product.inner)
    let matrix = product.batch == 1 ? [] : ["matrix"]
    let left =
      product.transposesLeft
      ? "&" + CExpression.element(name(of: .left), matrix + ["0", first])
      : CExpression.element(name(of: .left), matrix + [first])
    let right = CExpression.element(name(of: .right), matrix + ["0"])
    let result = CExpression.element(resultName, matrix + [first])
    // The BLAS takes no distance between rows below one, even where there are none.
    text.add("cblas_\(product.elementType.blasPrefix)gemm(")
    text.add("    CblasRowMajor,")
    text.add("    \(product.transposesLeft ? "CblasTrans" : "CblasNoTrans"),")
    text.add("    \(product.transposesRight ? "CblasTrans" : "CblasNoTrans"),")
    text.add("    \(rows), \(n), \(k), \(one),")
    text.add("    \(left), \(max(1, product.transposesLeft ? m : k)),")
    text.add("    \(right), \(max(1, product.transposesRight ? k : n)),")
    text.add("    \(zero), \(result), \(n));")
  }
}

extension MatrixProduct {
  /// An element of the product, as a formula.
  func formula(_ left: String, _ right: String) -> String {
    let matrix = batch == 1 ? "" : "[matrix]"
    let a = "\(left)\(matrix)\(transposesLeft ? "[k][i]" : "[i][k]")"
    let b = "\(right)\(matrix)\(transposesRight ? "[j][k]" : "[k][j]")"
    return "sum over k of \(a) * \(b)"
  }
}
