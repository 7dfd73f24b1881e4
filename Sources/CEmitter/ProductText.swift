import GraphIR
import Schedule

/// The C of a matrix product in tiles: a function for each size of tile, and the loops that call
/// them.
struct ProductText {
  private let product: MatrixProduct
  private let tiling: ProductTiling
  private let kernel: KernelText

  /// The text of a product, unless the BLAS computes it.
  init?(_ product: MatrixProduct, of kernel: KernelText) {
    guard let tiling = product.tiling else { return nil }
    self.product = product
    self.tiling = tiling
    self.kernel = kernel
  }

  private var scalar: String { product.elementType.cName }
  private var vector: String { product.elementType.cVector }
  private var hasBatch: Bool { product.batch != 1 }
  private var isSerial: Bool { kernel.kernel.body.traits.isSerial }
  private var runsAlongColumns: Bool { tiling.vectorAxis == .columns }
  /// The variable along the vector axis, and the one along the other.
  private var along: String { runsAlongColumns ? "column" : "row" }
  private var across: String { runsAlongColumns ? "row" : "column" }

  /// The memory of the packed operand, and that of the sums of parts.
  private var packed: String { kernel.name(of: .packedMatrix) }
  private var partial: String { kernel.name(of: .partialSums) }
  /// The matrix that is read a vector at a time, and the one that is read a number at a time.
  private var vectorRole: Argument.Role { runsAlongColumns ? .right : .left }
  private var scalarRole: Argument.Role { runsAlongColumns ? .left : .right }

  // MARK: The loops

  /// The function that packs an operand, where that pays, and shares out the tiles.
  func render() -> String {
    var text = CText()
    text.function("static void \(kernel.kernel.name)", parameters: kernel.parameters) { body in
      if tiling.packs { pack(&body) }
      guard tiling.hasParts else { return tiles(sharing(counters, waits: true), &body) }
      let parts =
        "for (int64_t first = 0; first < \(tiling.inner); first += \(tiling.partTerms))"
      let sharing = sharing(counters, waits: false)
      guard sharing.isLoop else {
        body.add(sharing.pragma)
        return body.block(parts) { tiles(nil, &$0) }
      }
      // Each thread has the same tiles in every part, and need not wait for the others in between.
      body.block(parts) { tiles(sharing, &$0) }
      body.add("#pragma omp barrier")
    }
    return text.text
  }

  private var counters: [(name: String, count: Int)] {
    [("matrix", product.batch), ("group", tiling.groups), ("strip", tiling.stripCount)]
      + [(tiling.groups > 1 ? "member" : "tile", tiling.tilesInGroup)]
  }

  /// The loops over all tiles.
  private func tiles(_ sharing: Sharing?, _ text: inout CText) {
    loops(counters, sharing, &text) { inner in
      guard tiling.groups > 1 else { return callTile(&inner) }
      let member = tiling.tilesInGroup > 1 ? "member" : "0"
      let tile = CExpression.position(["group", member], [0, tiling.tilesInGroup])
      inner.add("const int64_t tile = \(tile);")
      guard tiling.groups * tiling.tilesInGroup > tiling.tileCount else { return callTile(&inner) }
      inner.block("if (tile < \(tiling.tileCount))", callTile)
    }
  }

  /// The call that computes one tile of one strip.
  private func callTile(_ text: inout CText) {
    choose(tiling.strips.map { ($0, $0.count) }, of: "strip", &text) { strip, inner in
      choose(tiling.tiles.map { ($0, $0.count) }, of: "tile", &inner) { tile, inner in
        let column = start("strip", strip.start, strip.count, strip.size)
        let row = start("tile", tile.start, tile.count, tile.size)
        let places = runsAlongColumns ? [row, column] : [column, row]
        let arguments =
          tileArguments.map { kernel.buffers[$0.buffer].name } + (hasBatch ? ["matrix"] : [])
          + places + (tiling.hasParts ? ["first"] : [])
        inner.add("\(tileName(tile, strip))(\(arguments.joined(separator: ", ")));")
      }
    }
  }

  /// How threads share the iterations of loops.
  private struct Sharing {
    let pragma: String
    /// Whether each thread has iterations of its own, and not one thread all of them.
    let isLoop: Bool
  }

  private func sharing(_ counters: [(name: String, count: Int)], waits: Bool) -> Sharing {
    let loops = counters.count { $0.count > 1 }
    guard !isSerial, loops > 0 else { return Sharing(pragma: "#pragma omp single", isLoop: false) }
    let collapse = loops > 1 ? " collapse(\(loops))" : ""
    let pragma = "#pragma omp for\(collapse) schedule(static)\(waits ? "" : " nowait")"
    return Sharing(pragma: pragma, isLoop: true)
  }

  /// Nested loops; what runs once has no loop.
  private func loops(
    _ counters: [(name: String, count: Int)], _ sharing: Sharing?, _ text: inout CText,
    _ body: (inout CText) -> Void
  ) {
    let counters = counters.filter { $0.count > 1 }
    func nested(_ counters: ArraySlice<(name: String, count: Int)>, _ text: inout CText) {
      guard let counter = counters.first else { return body(&text) }
      let (name, count) = counter
      text.block("for (int64_t \(name) = 0; \(name) < \(count); ++\(name))") {
        nested(counters.dropFirst(), &$0)
      }
    }
    if let sharing { text.add(sharing.pragma) }
    if counters.isEmpty { text.block("", body) } else { nested(counters[...], &text) }
  }

  /// The step that a counter means, of steps of one size and perhaps a smaller one after them.
  private func choose<Step>(
    _ steps: [(step: Step, count: Int)], of counter: String, _ text: inout CText,
    _ body: (Step, inout CText) -> Void
  ) {
    guard steps.count > 1 else { return body(steps[0].step, &text) }
    text.block("if (\(counter) < \(steps[0].count))") { body(steps[0].step, &$0) }
    text.block("else") { body(steps[1].step, &$0) }
  }

  private func start(_ counter: String, _ start: Int, _ count: Int, _ size: Int) -> String {
    count == 1 ? "\(start)" : CExpression.sum([CExpression.product(counter, size), "\(start)"])
  }

  // MARK: Packing

  /// Vectors of one step side by side, one term after the other, with zeros after the matrix's end.
  private func pack(_ text: inout CText) {
    let operand = tiling.vectorOperand
    let source = kernel.name(of: vectorRole)
    let parts = (tiling.inner + 15) / 16
    let counters = [("matrix", product.batch), ("strip", tiling.stripCount), ("part", parts)]
    loops(counters, sharing(counters, waits: true), &text) { body in
      let first = parts > 1 ? "part * 16" : "0"
      body.add("const int64_t first = \(first);")
      body.add(
        tiling.inner.isMultiple(of: 16) || parts == 1
          ? "const int64_t end = first + \(min(16, tiling.inner));"
          : "const int64_t end = part < \(parts - 1) ? first + 16 : \(tiling.inner);")
      choose(tiling.strips.map { ($0, $0.count) }, of: "strip", &body) { strip, inner in
        let width = strip.vectors * tiling.lanes
        let start = start("strip", strip.start, strip.count, strip.size)
        let from = CExpression.sum([
          source, CExpression.product(matrix, operand.extent * tiling.inner),
          CExpression.product(start, operand.stride),
        ])
        let to = CExpression.sum([
          packed, CExpression.product(matrix, tiling.packedCount),
          CExpression.product(start, tiling.inner),
        ])
        inner.add("const \(scalar) *const source = \(from);")
        inner.add("\(scalar) *const packed = \(to);")
        let terms = "for (int64_t k = first; k < end; ++k)"
        let elements = "for (int64_t j = 0; j < \(strip.size); ++j)"
        let place = CExpression.position(["k", "j"], [0, width])
        let element = CExpression.position(
          ["k", "j"], strides: [operand.innerStride, operand.stride])
        inner.block(operand.stride == 1 ? terms : elements) {
          $0.block(operand.stride == 1 ? elements : terms) {
            $0.add("packed[\(place)] = source[\(element)];")
          }
        }
        if strip.size < width {
          inner.block(terms) {
            $0.block("for (int64_t j = \(strip.size); j < \(width); ++j)") {
              $0.add("packed[\(place)] = 0;")
            }
          }
        }
      }
    }
  }

  private var matrix: String { hasBatch ? "matrix" : "0" }

  // MARK: Tiles

  /// The functions that compute a tile of each size.
  func tiles() -> String {
    tiling.strips.flatMap { strip in tiling.tiles.map { self.tile($0, strip) + "\n" } }.joined()
  }

  /// The arguments that a tile reads and writes: not the matrix that has been packed, unless the
  /// epilogue reads it too.
  private var tileArguments: [Argument] {
    let all = KernelText.parameters(of: kernel.kernel, kernel.buffers)
    guard tiling.packs else { return all }
    let used = kernel.kernel.arguments.filter {
      $0.role != vectorRole || (product.epilogue?.reads($0.role) ?? false)
    }
    return all.filter { parameter in used.contains { $0.buffer == parameter.buffer } }
  }

  private func tileName(_ tile: Tile, _ strip: ProductTiling.Strip) -> String {
    let (rows, columns) = runsAlongColumns ? (tile.size, strip.size) : (strip.size, tile.size)
    return "\(kernel.kernel.name)\(rows)x\(columns)"
  }

  private func tile(_ tile: Tile, _ strip: ProductTiling.Strip) -> String {
    var text = CText()
    let places =
      (hasBatch ? ["matrix"] : []) + ["row", "column"] + (tiling.hasParts ? ["first"] : [])
    let parameters =
      tileArguments.map(kernel.parameter)
      + places.map { CParameter(declaration: "const int64_t \($0)", comment: nil) }
    text.add("/* Sums of their own, so that they have all registers to themselves. */")
    text.function(
      "static __attribute__((noinline)) void \(tileName(tile, strip))", parameters: parameters
    ) { body in
      sums(tile, strip, &body)
      store(tile, strip, &body)
    }
    return text.text
  }

  /// The sums of a tile, from registers to an array.
  private func sums(_ tile: Tile, _ strip: ProductTiling.Strip, _ text: inout CText) {
    let (height, vectors, lanes) = (tile.size, strip.vectors, tiling.lanes)
    let (numbers, operand) = (tiling.scalarOperand, tiling.vectorOperand)
    let isMoved = strip.skipped > 0
    let factors = CExpression.sum([
      kernel.name(of: scalarRole),
      CExpression.product(matrix, numbers.extent * tiling.inner),
      CExpression.product(across, numbers.stride), firstTerm(numbers.innerStride),
    ])
    let terms =
      tiling.packs
      ? CExpression.sum([
        packed, CExpression.product(matrix, tiling.packedCount),
        CExpression.product(along, tiling.inner), firstTerm(vectors * lanes),
      ])
      : CExpression.sum([
        kernel.name(of: vectorRole),
        CExpression.product(matrix, operand.extent * tiling.inner),
        along, firstTerm(operand.innerStride),
      ]) + (isMoved ? " - \(strip.skipped)" : "")
    text.add("const \(scalar) *const factors = \(factors);")
    text.add("const \(scalar) *const terms = \(terms);")
    text.add("\(vector) sums[\(height)][\(vectors)];")
    each(height, vectors, &text) { $0.add("sums[i][v] = (\(vector)){0};") }
    if !tiling.inner.isMultiple(of: tiling.partTerms) {
      let (inner, part) = (tiling.inner, tiling.partTerms)
      text.add(
        "const int64_t terms_here = \(inner) - first < \(part) ? \(inner) - first : \(part);")
    }
    let count =
      tiling.inner.isMultiple(of: tiling.partTerms)
      ? "\(min(tiling.partTerms, tiling.inner))" : "terms_here"
    text.block("for (int64_t k = 0; k < \(count); ++k)") { loop in
      let type = tiling.packs ? vector : product.elementType.cUnalignedVector
      let stride = tiling.packs ? vectors * lanes : operand.innerStride
      let place = CExpression.position(["k", "v"], strides: [stride, lanes])
      loop.add("\(vector) loaded[\(vectors)];")
      loop.add("CROTON_UNROLL")
      loop.block("for (int v = 0; v < \(vectors); ++v)") {
        $0.add("loaded[v] = *(const \(type) *)(terms + \(place));")
      }
      loop.add("CROTON_UNROLL")
      loop.block("for (int i = 0; i < \(height); ++i)") { row in
        let factor = CExpression.position(
          ["k", "i"], strides: [numbers.innerStride, numbers.stride])
        row.add("const \(scalar) factor = factors[\(factor)];")
        row.add("CROTON_UNROLL")
        row.block("for (int v = 0; v < \(vectors); ++v)") {
          $0.add("sums[i][v] += factor * loaded[v];")
        }
      }
    }
    if tiling.hasParts { keep(tile, strip, &text) }
    text.add("\(vector) tile[\(height)][\(vectors)];")
    each(height, vectors, &text) { $0.add("tile[i][v] = sums[i][v];") }
  }

  /// Where a part starts in an operand.
  private func firstTerm(_ stride: Int) -> String {
    tiling.hasParts ? CExpression.product("first", stride) : "0"
  }

  /// Adds the sums of the parts before, and keeps what is no whole sum yet.
  private func keep(_ tile: Tile, _ strip: ProductTiling.Strip, _ text: inout CText) {
    let (height, vectors) = (tile.size, strip.vectors)
    let start = CExpression.sum([
      partial, CExpression.product(matrix, tiling.partialCount),
      CExpression.product(along, tiling.scalarOperand.extent),
      CExpression.product(across, vectors * tiling.lanes),
    ])
    let element = CExpression.position(["i", "v"], [0, vectors])
    text.add("\(vector) *const kept = (\(vector) *)(\(start));")
    text.block("if (first > 0)") {
      each(height, vectors, &$0) { $0.add("sums[i][v] += kept[\(element)];") }
    }
    text.block("if (first + \(tiling.partTerms) < \(tiling.inner))") {
      each(height, vectors, &$0) { $0.add("kept[\(element)] = sums[i][v];") }
      $0.add("return;")
    }
  }

  private func each(
    _ height: Int, _ vectors: Int, _ text: inout CText, _ statement: (inout CText) -> Void
  ) {
    text.add("CROTON_UNROLL")
    text.block("for (int i = 0; i < \(height); ++i)") {
      $0.add("CROTON_UNROLL")
      $0.block("for (int v = 0; v < \(vectors); ++v)", statement)
    }
  }

  /// What becomes of the sums, element by element.
  private func store(_ tile: Tile, _ strip: ProductTiling.Strip, _ text: inout CText) {
    let width = strip.vectors * tiling.lanes
    let counters = [("i", tile.size), ("j", strip.size)]
    let (rows, columns) = runsAlongColumns ? (counters[0], counters[1]) : (counters[1], counters[0])
    text.add("const \(scalar) *const product = (const \(scalar) *)tile;")
    text.block("for (int64_t \(rows.0) = 0; \(rows.0) < \(rows.1); ++\(rows.0))") {
      $0.block("for (int64_t \(columns.0) = 0; \(columns.0) < \(columns.1); ++\(columns.0))") {
        let at = ["row + \(rows.0)", "column + \(columns.0)"]
        let place = CExpression.sum([
          CExpression.product(matrix, product.rows * product.columns),
          CExpression.position(at, [0, product.columns]),
        ])
        let element = CExpression.position(["i", "j"], [0, width])
        let value = "product[\(CExpression.sum([element, "\(strip.skipped)"]))]"
        finish(value, at, to: "\(kernel.resultName)[\(place)]", &$0)
      }
    }
  }

  /// The statements that make an element of the result of one of the product.
  private func finish(_ value: String, _ at: [String], to place: String, _ text: inout CText) {
    guard let epilogue = product.epilogue else { return text.add("\(place) = \(value);") }
    let operands = zip(epilogue.operands, epilogue.elementTypes).map { operand, type in
      switch operand {
      case .product: value
      case .loop(let operand):
        if case .index = operand {
          "(\(kernel.expression(operand, at: at, type)))"
        } else {
          kernel.expression(operand, at: at, type)
        }
      }
    }
    text.add(epilogue.program, of: operands, epilogue.elementTypes, to: place)
  }
}
