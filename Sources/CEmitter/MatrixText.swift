import GraphIR
import Lowering

extension KernelText {
  /// A product by the BLAS, a chunk of rows at a time.
  func matrixProduct(_ product: MatrixProduct) -> String {
    var text = CText()
    let scalar = product.elementType.cName
    let (m, n, k) = (product.rows, product.columns, product.inner)
    text.function("static void \(kernel.name)", parameters: declarations) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int chunk = 0; chunk < \(product.chunks); ++chunk)") {
        $0.add("const int first = chunk * \(m) / \(product.chunks);")
        $0.add("const int rows = (chunk + 1) * \(m) / \(product.chunks) - first;")
        let left = name(ofOperand: 0) + (product.transposesLeft ? " + first" : " + (int64_t)first * \(k)")
        $0.add("cblas_\(product.elementType.blasPrefix)gemm(")
        $0.add("    CblasRowMajor,")
        $0.add("    \(product.transposesLeft ? "CblasTrans" : "CblasNoTrans"),")
        $0.add("    \(product.transposesRight ? "CblasTrans" : "CblasNoTrans"),")
        $0.add("    rows, \(n), \(k), (\(scalar))1,")
        $0.add("    \(left), \(product.transposesLeft ? m : k),")
        $0.add("    \(name(ofOperand: 1)), \(product.transposesRight ? k : n),")
        $0.add("    (\(scalar))0, \(resultName) + (int64_t)first * \(n), \(n));")
      }
    }
    return text.text
  }

  /// Every image's elements go a vector's width apart, or come back from there.
  func layoutConversion(_ conversion: LayoutConversion) -> String {
    var text = CText()
    let (lanes, elements) = (conversion.lanes, conversion.elementsPerImage)
    let blocks = (conversion.images + lanes - 1) / lanes
    let tail = conversion.images - (blocks - 1) * lanes
    let images = tail == lanes ? "\(lanes)" : "block < \(blocks - 1) ? \(lanes) : \(tail)"
    let source = name(ofOperand: 0)
    text.function("static void \(kernel.name)", parameters: declarations) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int block = 0; block < \(blocks); ++block)") {
        $0.add("const int images = \(images);")
        switch conversion.direction {
        case .toImagesInnermost:
          $0.block("for (int element = 0; element < \(elements); ++element)") {
            $0.block("for (int lane = 0; lane < \(lanes); ++lane)") {
              $0.add("/* Lanes past the last image repeat it, so that they hold ordinary numbers. */")
              $0.add("const int image = lane < images ? lane : images - 1;")
              $0.add(
                "\(resultName)[((int64_t)block * \(elements) + element) * \(lanes) + lane] = \(source)[(int64_t)(block * \(lanes) + image) * \(elements) + element];"
              )
            }
          }
        case .toRowMajor:
          $0.block("for (int lane = 0; lane < images; ++lane)") {
            $0.block("for (int element = 0; element < \(elements); ++element)") {
              $0.add(
                "\(resultName)[(int64_t)(block * \(lanes) + lane) * \(elements) + element] = \(source)[((int64_t)block * \(elements) + element) * \(lanes) + lane];"
              )
            }
          }
        }
      }
    }
    return text.text
  }
}
