import GraphIR
import Schedule

/// How operands are laid out in the order in which tiles read them.
extension ProductEmitter {
  /// Whether something is packed for all threads before they multiply.
  var packsFirst: Bool { tiling.packs && !tiling.packsPanels || tiling.packsFactors }

  /// The operands of which all threads read packed copies.
  func pack(_ text: inout CWriter) {
    if usesPairs { return packPairs(&text) }
    let (vectors, numbers) = runsAlongColumns ? ("right", "left") : ("left", "right")
    if tiling.packs, !tiling.packsPanels {
      text.add("/* Pack the \(vectors) matrix. */")
      pack(
        vectorRole, tiling.vectorOperand, to: packed, count: tiling.packedCount, counter: "panel",
        panelSteps, waits: !tiling.packsFactors, &text)
    }
    if tiling.packsFactors {
      text.add("/* Pack the \(numbers) matrix. */")
      pack(
        scalarRole, tiling.scalarOperand, to: packedFactors, count: tiling.packedFactorCount,
        counter: "tile", tileSteps, waits: true, &text)
    }
  }

  private var panelSteps: [PackingStep] {
    tiling.panels.map {
      PackingStep(
        start: $0.start, count: $0.count, size: $0.size, width: $0.vectors * tiling.lanes)
    }
  }

  private var tileSteps: [PackingStep] {
    tiling.tiles.map {
      PackingStep(start: $0.start, count: $0.count, size: $0.size, width: $0.size)
    }
  }

  /// What a step has of one term side by side, one term after the other, with zeros after the
  /// matrix's end.
  private func pack(
    _ role: Argument.Role, _ operand: ProductTiling.Operand, to array: String, count: Int,
    counter: String, _ steps: [PackingStep], waits: Bool, _ text: inout CWriter
  ) {
    let parts = (tiling.inner + 15) / 16
    let all = steps.reduce(0) { $0 + $1.count }
    let counters = [("matrix", product.batch), (counter, all), ("part", parts)]
    loops(counters, sharing(counters, waits: waits), &text) { body in
      let first = parts > 1 ? "part * 16" : "0"
      body.add("const int64_t first = \(first);")
      body.add(
        tiling.inner.isMultiple(of: 16) || parts == 1
          ? "const int64_t end = first + \(min(16, tiling.inner));"
          : "const int64_t end = part < \(parts - 1) ? first + 16 : \(tiling.inner);")
      choose(steps.map { ($0, $0.count) }, of: counter, &body) { step, inner in
        let start = start(counter, step.start, step.count, step.size)
        let to = CExpression.sum([
          array, CExpression.product(matrix, count), CExpression.product(start, tiling.inner),
        ])
        inner.add("\(scalar) *const packed = \(to);")
        let terms = "for (int64_t k = first; k < end; ++k)"
        let elements = "for (int64_t j = 0; j < \(step.size); ++j)"
        let place = CExpression.position(["k", "j"], [0, step.width])
        let element = element(of: role, operand, CExpression.sum([start, "j"]), "k")
        inner.block(operand.stride == 1 ? terms : elements) {
          $0.block(operand.stride == 1 ? elements : terms) {
            $0.add("packed[\(place)] = \(element);")
          }
        }
        if step.size < step.width {
          inner.add("/* Zeros fill the last vector. */")
          inner.block(terms) {
            $0.block("for (int64_t j = \(step.size); j < \(step.width); ++j)") {
              $0.add("packed[\(place)] = 0;")
            }
          }
        }
      }
    }
  }

  /// The vectors of one panel side by side, those of the terms of this turn.
  func packPanel(_ text: inout CWriter) {
    let (tree, operand) = (tiling.sums, tiling.vectorOperand)
    let first = tiling.takesTurns ? "first" : "0"
    let end =
      !tiling.takesTurns
      ? "\(tiling.inner)" : tree.isUneven ? "end" : "first + \(tree.largestChunk)"
    if tiling.takesTurns { text.add("const int64_t first = \(tree.start(of: "chunk"));") }
    if tiling.takesTurns, tree.isUneven {
      text.add("const int64_t end = \(tree.end(of: "chunk"));")
    }
    choose(tiling.panels.map { ($0, $0.count) }, of: "panel", &text) { panel, inner in
      let width = panel.vectors * tiling.lanes
      let start = start("panel", panel.start, panel.count, panel.size)
      inner.block("for (int64_t k = \(first); k < \(end); ++k)") { terms in
        let term = tiling.takesTurns ? "(k - first)" : "k"
        let source = element(of: vectorRole, operand, start, "k")
        terms.add("const \(scalar) *const source = &\(source);")
        terms.add("\(scalar) *const vectors = workspace + \(CExpression.product(term, width));")
        terms.add("/* The next panel's, which this thread packs after it. */")
        for vector in 0..<panel.vectors {
          terms.add("CROTON_PREFETCH(source, \(width + vector * tiling.lanes) * sizeof *source);")
        }
        terms.block("for (int64_t j = 0; j < \(panel.size); ++j)") {
          $0.add("vectors[j] = source[j];")
        }
        guard panel.size < width else { return }
        terms.block("for (int64_t j = \(panel.size); j < \(width); ++j)") {
          $0.add("vectors[j] = 0;")
        }
      }
    }
  }

  var matrix: String { hasBatch ? "matrix" : "0" }

  // MARK: Pairs

  /// Both matrices, in pairs of terms that are rounded to bfloat16.
  func packPairs(_ text: inout CWriter) {
    let (vectors, numbers) = (tiling.vectorOperand, tiling.scalarOperand)
    let isRight = runsAlongColumns
    let panels = PairPacking(
      emitter: self, array: packed, count: tiling.packedCount, role: vectorRole, operand: vectors,
      counter: "panel", steps: panelSteps)
    let tiles = PairPacking(
      emitter: self, array: packedFactors, count: tiling.packedFactorCount, role: scalarRole,
      operand: numbers, counter: "tile", steps: tileSteps)
    text.add("/* Pack the \(isRight ? "right" : "left") matrix in pairs of bfloat16, */")
    panels.pack(&text, waits: false)
    text.add("/* and the \(isRight ? "left" : "right") matrix. */")
    tiles.pack(&text, waits: true)
  }
}

/// Indices of the result that lie side by side in a packed operand, in steps of one size.
private struct PackingStep {
  let start: Int
  let count: Int
  let size: Int
  /// What a step has of each term, unused lanes included.
  let width: Int
}

/// How one matrix is packed in pairs of terms that are rounded to bfloat16.
private struct PairPacking {
  let emitter: ProductEmitter
  /// Where the pairs go, and how many of them one matrix has.
  let array: String
  let count: Int
  let role: Argument.Role
  let operand: ProductTiling.Operand
  let counter: String
  let steps: [PackingStep]

  /// How many pairs a thread packs at a time.
  private static let partPairs = 16

  private var tiling: ProductTiling { emitter.tiling }
  private var tree: SumTree { tiling.sums }

  /// How many pairs of a chunk have two terms, and whether a term is left: both follow from the
  /// number of terms.
  private var wholePairs: String {
    tree.isUneven ? "terms / 2" : "\(tree.largestChunk / 2)"
  }

  /// The parts of a chunk that are shared out by themselves.
  private var parts: Int {
    emitter.isInChunks || tree.isUneven
      ? 1 : max(1, (tree.largestChunk / 2 + Self.partPairs - 1) / Self.partPairs)
  }

  func pack(_ text: inout CWriter, waits: Bool) {
    let counters = [
      ("matrix", emitter.product.batch), (counter, steps.reduce(0) { $0 + $1.count }),
      ("chunk", tree.chunks), ("part", parts),
    ]
    emitter.loops(counters, emitter.sharing(counters, waits: waits), &text) { body in
      if emitter.isInChunks { body.add("const int64_t start = \(tree.start(of: "chunk"));") }
      if tree.isUneven {
        body.add("const int64_t end = \(tree.end(of: "chunk"));")
        body.add("const int64_t terms = \(emitter.isInChunks ? "end - start" : "end");")
      }
      emitter.choose(steps.map { ($0, $0.count) }, of: counter, &body, pack)
    }
  }

  private func pack(_ step: PackingStep, _ text: inout CWriter) {
    let index = emitter.start(counter, step.start, step.count, step.size)
    let to = CExpression.sum([
      array, CExpression.product(emitter.matrix, count),
      CExpression.product(index, tiling.packedInner),
      emitter.isInChunks ? CExpression.product("chunk", tiling.packedChunk * step.width) : "0",
    ])
    text.add("uint32_t *const packed = \(to);")
    packWholePairs(step, index, &text)
    if tree.isUneven {
      text.block("if (terms % 2 != 0)") { lastTerm(step, index, "terms", &$0) }
    } else if tree.largestChunk % 2 != 0 {
      let head = parts > 1 ? "if (part == \(parts - 1))" : nil
      text.blocks(head) { lastTerm(step, index, "\(tree.largestChunk)", &$0) }
    }
  }

  /// The pairs of two terms. What lies side by side in the matrix is read in the inner loop.
  private func packWholePairs(_ step: PackingStep, _ index: String, _ text: inout CWriter) {
    guard tree.isUneven || tree.largestChunk > 1 else { return }
    var (first, end) = ("0", wholePairs)
    if parts > 1 {
      first = "part * \(Self.partPairs)"
      let isEven = (tree.largestChunk / 2).isMultiple(of: Self.partPairs)
      text.add("const int64_t first = \(first);")
      text.add(
        "const int64_t end = "
          + (isEven
            ? "first + \(Self.partPairs);"
            : "part < \(parts - 1) ? first + \(Self.partPairs) : \(wholePairs);"))
      (first, end) = ("first", "end")
    }
    let pairs = "for (int64_t p = \(first); p < \(end); ++p)"
    let indices = "for (int64_t j = 0; j < \(step.size); ++j)"
    let isWide = operand.stride == 1
    text.block(isWide ? pairs : indices) {
      $0.block(isWide ? indices : pairs) {
        $0.add("const float upper = \(element(index, "2 * p"));")
        $0.add("const float lower = \(element(index, "2 * p + 1"));")
        $0.add("packed[\(place("p", step))] = croton_bf16_pair(upper, lower);")
      }
      if isWide { fill("p", step, &$0) }
    }
    if !isWide, step.size < step.width { text.block(pairs) { fill("p", step, &$0) } }
  }

  /// The last of an odd number of terms, and zeros beside it.
  private func lastTerm(
    _ step: PackingStep, _ index: String, _ terms: String, _ text: inout CWriter
  ) {
    let last = Int(terms).map { "\($0 - 1)" } ?? "\(terms) - 1"
    let pair = Int(terms).map { "\($0 / 2)" } ?? "\(terms) / 2"
    text.block("for (int64_t j = 0; j < \(step.size); ++j)") {
      $0.add("const float upper = \(element(index, last));")
      $0.add("packed[\(place(pair, step))] = croton_bf16_pair(upper, 0.0f);")
    }
    fill(pair, step, &text)
  }

  /// Zeros in the unused lanes of the last vector.
  private func fill(_ pair: String, _ step: PackingStep, _ text: inout CWriter) {
    guard step.size < step.width else { return }
    text.block("for (int64_t j = \(step.size); j < \(step.width); ++j)") {
      $0.add("packed[\(place(pair, step))] = 0;")
    }
  }

  private func place(_ pair: String, _ step: PackingStep) -> String {
    CExpression.position([pair, "j"], [0, step.width])
  }

  private func element(_ index: String, _ term: String) -> String {
    emitter.element(
      of: role, operand, CExpression.sum([index, "j"]),
      CExpression.sum([emitter.isInChunks ? "start" : "0", term]))
  }
}
