import GraphIR

/// The innermost part of matrix products whose factors are pairs of bfloat16: the sums of a
/// register tile.
///
/// Both operands have been packed, so that a step reads one pair for each row of the tile and the
/// vectors of pairs, all of which lie one after the other.
struct PairMicroKernel {
  /// The indices across the vectors, and the vectors along the other axis.
  let height: Int
  let vectors: Int
  let lanes: Int
  let index: String

  /// The name of the function, which is written if no product before has called it.
  func name(_ helpers: inout HelperFunctions) -> String {
    let sum = helpers.name("sum_pairs_\(height)x\(vectors)", sumText)
    return helpers.name("multiply_pairs_\(height)x\(vectors)") { text($0, sum: sum) }
  }

  private var vector: String { ElementType.float.cVector }

  private func function(
    _ name: String, _ last: [String], _ text: inout CWriter, _ body: (inout CWriter) -> Void
  ) {
    text.function(
      "CROTON_INLINE void \(name)",
      parameters: ([
        "const uint32_t *restrict factors", "const uint32_t *restrict terms", "int64_t pairs",
        "\(vector) (*restrict tile)[\(vectors)]",
      ] + last).map { CParameter(declaration: $0, comment: nil) }, body)
  }

  /// The function that looks, where there is no instruction, whether anything can be subnormal.
  private func text(_ name: String, sum: String) -> String {
    var text = CWriter()
    text.add("/* tile[i][v] = sum over p of the products of two pairs, v counting vectors. */")
    function(name, [], &text) { body in
      let (numbers, width) = ("pairs * \(height)", "pairs * \(vectors * lanes)")
      body.branch(
        "croton_bf16_is_small(factors, \(numbers), terms, \(width))",
        { $0.add("\(sum)(factors, terms, pairs, tile, 1);") },
        else: { $0.add("\(sum)(factors, terms, pairs, tile, 0);") })
    }
    return text.text
  }

  private func sumText(_ name: String) -> String {
    let pairs = "croton_bf16_vector"
    var text = CWriter()
    text.add("/* The sums of a tile of pairs; `is_small` says whether any can become subnormal. */")
    function(name, ["const int is_small"], &text) { body in
      body.add("\(vector) sums[\(height)][\(vectors)];")
      body.eachRegister(height, vectors, index) { "sums[\($0)][\($1)] = (\(vector)){0};" }
      body.block("for (int64_t p = 0; p < pairs; ++p)") { loop in
        loop.add("\(pairs) loaded[\(vectors)];")
        loop.unrolled("v", vectors, index) { v, inner in
          let place = CExpression.position(["p", v, "0"], [0, vectors, lanes])
          inner.add("loaded[\(v)] = *(const \(pairs) *)(terms + \(place));")
        }
        loop.unrolled("i", height, index) { i, row in
          let place = CExpression.position(["p", i], [0, height])
          row.add("const \(pairs) factor = croton_bf16_splat(factors[\(place)]);")
          row.unrolled("v", vectors, index) { v, inner in
            let sum = "sums[\(i)][\(v)]"
            inner.add("\(sum) = croton_bf16_dot(factor, loaded[\(v)], \(sum), is_small);")
          }
        }
      }
      body.eachRegister(height, vectors, index) { "tile[\($0)][\($1)] = sums[\($0)][\($1)];" }
    }
    return text.text
  }
}
