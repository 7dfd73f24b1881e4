import GraphIR

/// The innermost part of matrix products: the sums of a register tile, which products of one element
/// type share.
///
/// It is inlined where it is called, so that the steps become literals.
struct MicroKernel {
  /// The indices across the vectors, and the vectors along the other axis.
  let height: Int
  let vectors: Int
  let lanes: Int
  let element: ElementType
  /// Whether the vectors lie side by side, and so at whole vectors.
  let isAligned: Bool
  let index: String

  /// The name of the function, which is written if no product before has called it.
  func name(_ helpers: inout HelperFunctions) -> String {
    let name = "multiply_tile_\(height)x\(vectors)_\(element.cName)"
    return helpers.name(name + (isAligned ? "" : "_unaligned"), text)
  }

  /// The name of the function that adds a chunk's sums to those of the chunks before it.
  func mergeName(_ helpers: inout HelperFunctions) -> String {
    helpers.name("merge_tile_\(height)x\(vectors)_\(element.cName)", mergeText)
  }

  private func mergeText(_ name: String) -> String {
    let vector = element.cVector
    func place(_ i: String, _ v: String) -> String { CExpression.position([i, v], [0, vectors]) }
    var text = CWriter()
    text.add(
      "/* Adds the sums of a chunk to those of its left neighbours in the binary tree of all chunks."
    )
    text.add(
      "   What waits for its right neighbour is kept, each level `step` vectors after the one before. */"
    )
    text.function(
      "CROTON_INLINE void \(name)",
      parameters: [
        "int64_t chunk", "int64_t chunks", "\(vector) (*restrict tile)[\(vectors)]",
        "\(vector) *restrict kept", "int64_t step",
      ].map { CParameter(declaration: $0, comment: nil) }
    ) { body in
      body.add("const int64_t last = chunks - 1;")
      body.add("int64_t left = chunk;")
      body.block("for (; chunk == last ? left > 0 : left % 2 == 1; left /= 2)") { level in
        level.block("if (left % 2 == 1)") {
          $0.eachRegister(height, vectors, index) { i, v in
            let add = element.cVectorFunction("add")
            return "tile[\(i)][\(v)] = \(add)(kept[\(place(i, v))], tile[\(i)][\(v)]);"
          }
        }
        level.add("kept += step;")
      }
      body.block("if (chunk < last)") {
        $0.eachRegister(height, vectors, index) { "kept[\(place($0, $1))] = tile[\($0)][\($1)];" }
      }
    }
    return text.text
  }

  private func text(_ name: String) -> String {
    let (scalar, vector) = (element.cName, element.cVector)
    var text = CWriter()
    text.add("/* tile[i][v] = sum over k of factors[k][i] * terms[k][v], v counting vectors. */")
    text.function(
      "CROTON_INLINE void \(name)",
      parameters: [
        "const \(scalar) *restrict factors", "int64_t factor_step",
        height > 1 ? "int64_t factor_row_step" : nil,
        "const \(scalar) *restrict terms", "int64_t term_step", "int64_t count",
        "\(vector) (*restrict tile)[\(vectors)]",
      ].compactMap(\.self).map { CParameter(declaration: $0, comment: nil) }
    ) { body in
      body.add("\(vector) sums[\(height)][\(vectors)];")
      body.eachRegister(height, vectors, index) { "sums[\($0)][\($1)] = (\(vector)){0};" }
      body.block("for (int64_t k = 0; k < count; ++k)") { loop in
        loop.add("\(vector) loaded[\(vectors)];")
        loop.unrolled("v", vectors, index) { v, inner in
          let place = CExpression.sum(["k * term_step", CExpression.product(v, lanes)])
          inner.add(
            isAligned
              ? "loaded[\(v)] = *(const \(vector) *)(terms + \(place));"
              : "loaded[\(v)] = \(element.cVectorFunction("load"))(terms + \(place));")
        }
        loop.unrolled("i", height, index) { i, row in
          let place = CExpression.sum(["k * factor_step", i == "0" ? i : "\(i) * factor_row_step"])
          row.add(
            "const \(vector) factor = \(element.cVectorFunction("splat"))(factors[\(place)]);")
          row.unrolled("v", vectors, index) { v, inner in
            let sum = "sums[\(i)][\(v)]"
            inner.add("\(sum) = \(element.cVectorFunction("fma"))(factor, loaded[\(v)], \(sum));")
          }
        }
      }
      body.eachRegister(height, vectors, index) { "tile[\($0)][\($1)] = sums[\($0)][\($1)];" }
    }
    return text.text
  }
}

extension CWriter {
  /// A statement for each vector of a register tile, by its row and column.
  mutating func eachRegister(
    _ height: Int, _ vectors: Int, _ index: String,
    _ statement: (_ i: String, _ v: String) -> String
  ) {
    unrolled("i", height, index) { i, row in
      row.unrolled("v", vectors, index) { v, inner in inner.add(statement(i, v)) }
    }
  }

  /// A loop over registers; of one register, what is to be done with it.
  mutating func unrolled(
    _ counter: String, _ count: Int, _ index: String, _ body: (String, inout CWriter) -> Void
  ) {
    guard count > 1 else { return body("0", &self) }
    add("CROTON_UNROLL")
    block("for (\(index) \(counter) = 0; \(counter) < \(count); ++\(counter))") {
      body(counter, &$0)
    }
  }
}
