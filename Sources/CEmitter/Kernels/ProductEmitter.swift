import GraphIR
import Schedule

/// A matrix product in tiles: a function for each size of tile, and the loops that call them.
struct ProductEmitter: KernelEmitter {
  let context: KernelContext
  let product: MatrixProduct
  let tiling: ProductTiling

  var formula: String {
    let element = product.formula(name(of: .left), name(of: .right))
    let matrix = hasBatch ? "[matrix]" : ""
    guard let epilogue = product.epilogue else {
      return "\(resultName)\(matrix)[i][j] = \(element),\n\(tiling)"
    }
    let operands = epilogue.operands.map { operand in
      switch operand {
      case .product: "p"
      case .loop(.literal(let literal)): literal.formula
      case .loop(.element(let role, let strides, _)):
        "\(name(of: role))"
          + zip(["[i]", "[j]"], strides).filter { $0.1 != 0 }.map(\.0).joined()
      case .loop(.index): "index"
      }
    }
    let result = Formula.text(epilogue.program, of: operands)
    return "\(resultName)\(matrix)[i][j] = \(result),\np = \(element),\n\(tiling)"
  }

  var scalar: String { product.elementType.cName }
  private var vector: String { product.elementType.cVector }
  var hasBatch: Bool { product.batch != 1 }
  private var isSerial: Bool { context.kernel.body.traits.isSerial }
  var runsAlongColumns: Bool { tiling.vectorAxis == .columns }
  /// The variable along the vector axis, and the one along the other.
  private var along: String { runsAlongColumns ? "column" : "row" }
  private var across: String { runsAlongColumns ? "row" : "column" }

  /// The memory of the packed operand, that of the numbers beside it where they are packed too, and
  /// that of the sums of chunks.
  var packed: String { tiling.packsPanels ? "packed" : name(of: .packedMatrix) }
  var packedFactors: String { name(of: .packedFactors) }
  private var partial: String { name(of: .partialSums) }
  /// The matrix that is read a vector at a time, and the one that is read a number at a time.
  var vectorRole: Argument.Role { runsAlongColumns ? .right : .left }
  var scalarRole: Argument.Role { runsAlongColumns ? .left : .right }

  // MARK: The loops

  /// The function that packs an operand, where that pays, and shares out the tiles.
  func function(_ helpers: inout HelperFunctions) -> String {
    for panel in tiling.panels {
      for tile in tiling.tiles {
        let microKernel = MicroKernel(
          height: tile.size, vectors: panel.vectors, lanes: tiling.lanes,
          element: product.elementType, isAligned: tiling.packs, index: index)
        let multiply =
          usesPairs
          ? PairMicroKernel(
            height: tile.size, vectors: panel.vectors, lanes: tiling.lanes, index: index
          ).name(&helpers) : microKernel.name(&helpers)
        let merge = isInChunks ? microKernel.mergeName(&helpers) : nil
        if tiling.sharesChunks {
          _ = helpers.name(tileName(tile, panel, isOfChunk: true)) {
            self.chunkTile(tile, panel, multiply: multiply, named: $0)
          }
        }
        _ = helpers.name(tileName(tile, panel)) {
          self.tile(tile, panel, multiply: multiply, merge: merge, named: $0)
        }
      }
    }
    var text = CWriter()
    let arrays = context.parameters { extents(of: name(of: $0)) }
    let own =
      tiling.packsPanels
      ? [
        CParameter(
          declaration: "\(scalar) *restrict workspace", comment: "a packed panel, the thread's own")
      ] : []
    text.function(signature, parameters: arrays + own) { body in
      if packsFirst {
        pack(&body)
        body.add("/* Multiply, a tile at a time. */")
      }
      if tiling.sharesChunks {
        let counters = [(name: "chunk", count: tiling.sums.chunks)] + self.counters
        body.add("/* Chunks are shared by the threads, since there are few tiles. */")
        tiles(counters, sharing(counters, waits: true), isOfChunk: true, &body)
        body.add("/* Add the sums of the chunks. */")
      }
      guard tiling.takesTurns else {
        return tiles(counters, sharing(shared, waits: true), &body)
      }
      let chunks = "for (int64_t chunk = 0; chunk < \(tiling.sums.chunks); ++chunk)"
      let sharing = sharing(shared, waits: false)
      guard sharing.isLoop else {
        body.add(sharing.pragma)
        return body.block(chunks) { tiles(counters, nil, &$0) }
      }
      // Each thread has the same tiles in every chunk, and need not wait for the others in between.
      body.block(chunks) { tiles(counters, sharing, &$0) }
      body.add("#pragma omp barrier")
    }
    return text.text
  }

  private var counters: [(name: String, count: Int)] {
    [("matrix", product.batch), ("group", tiling.groups), ("panel", tiling.panelCount)]
      + [(tiling.groups > 1 ? "member" : "tile", tiling.tilesInGroup)]
  }

  /// The loops that threads share: a panel's tiles stay with the thread that packs it.
  private var shared: [(name: String, count: Int)] {
    tiling.packsPanels ? counters.dropLast() : counters
  }

  /// The loops over all tiles.
  private func tiles(
    _ counters: [(name: String, count: Int)], _ sharing: Sharing?, isOfChunk: Bool = false,
    _ text: inout CWriter
  ) {
    func memberTile(_ text: inout CWriter) { self.memberTile(isOfChunk: isOfChunk, &text) }
    guard !tiling.packsPanels else {
      return loops(shared, sharing, &text) { inner in
        packPanel(&inner)
        loops([counters[counters.count - 1]], nil, &inner, memberTile)
      }
    }
    loops(counters, sharing, &text, memberTile)
  }

  /// The call for a member of a group of tiles.
  private func memberTile(isOfChunk: Bool, _ text: inout CWriter) {
    let callTile: (inout CWriter) -> Void = { self.callTile(isOfChunk: isOfChunk, &$0) }
    guard tiling.groups > 1 else { return callTile(&text) }
    let member = tiling.tilesInGroup > 1 ? "member" : "0"
    let tile = CExpression.position(["group", member], [0, tiling.tilesInGroup])
    text.add("const int64_t tile = \(tile);")
    guard tiling.groups * tiling.tilesInGroup > tiling.tileCount else { return callTile(&text) }
    text.block("if (tile < \(tiling.tileCount))", callTile)
  }

  /// The call that computes one tile of one panel.
  private func callTile(isOfChunk: Bool, _ text: inout CWriter) {
    choose(tiling.panels.map { ($0, $0.count) }, of: "panel", &text) { panel, inner in
      choose(tiling.tiles.map { ($0, $0.count) }, of: "tile", &inner) { tile, inner in
        let column = start("panel", panel.start, panel.count, panel.size)
        let row = start("tile", tile.start, tile.count, tile.size)
        let places = runsAlongColumns ? [row, column] : [column, row]
        let arguments =
          (isOfChunk ? chunkArguments : tileArguments).map { context.buffers[$0.buffer].name }
          + (hasBatch ? ["matrix"] : [])
          + places + (tiling.takesTurns || isOfChunk ? ["chunk"] : [])
          + (tiling.packsPanels ? ["workspace"] : [])
        let name = tileName(tile, panel, isOfChunk: isOfChunk)
        inner.add("\(name)(\(arguments.joined(separator: ", ")));")
      }
    }
  }

  /// How threads share the iterations of loops.
  struct Sharing {
    let pragma: String
    /// Whether each thread has iterations of its own, and not one thread all of them.
    let isLoop: Bool
  }

  func sharing(_ counters: [(name: String, count: Int)], waits: Bool) -> Sharing {
    let loops = counters.count { $0.count > 1 }
    guard !isSerial, loops > 0 else { return Sharing(pragma: "#pragma omp single", isLoop: false) }
    let collapse = loops > 1 ? " collapse(\(loops))" : ""
    let pragma = "#pragma omp for\(collapse) schedule(static)\(waits ? "" : " nowait")"
    return Sharing(pragma: pragma, isLoop: true)
  }

  /// Nested loops; what runs once has no loop.
  func loops(
    _ counters: [(name: String, count: Int)], _ sharing: Sharing?, _ text: inout CWriter,
    _ body: (inout CWriter) -> Void
  ) {
    let counters = counters.filter { $0.count > 1 }
    func nested(_ counters: ArraySlice<(name: String, count: Int)>, _ text: inout CWriter) {
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
  func choose<Step>(
    _ steps: [(step: Step, count: Int)], of counter: String, _ text: inout CWriter,
    _ body: (Step, inout CWriter) -> Void
  ) {
    guard steps.count > 1 else { return body(steps[0].step, &text) }
    text.branch(
      "\(counter) < \(steps[0].count)", { body(steps[0].step, &$0) },
      else: { body(steps[1].step, &$0) })
  }

  func start(_ counter: String, _ start: Int, _ count: Int, _ size: Int) -> String {
    count == 1 ? "\(start)" : CExpression.sum([CExpression.product(counter, size), "\(start)"])
  }

  // MARK: Tiles

  /// The arguments that a tile reads and writes: not a matrix that has been packed, nor those whose
  /// chunks have been summed, unless the epilogue reads them too.
  private var tileArguments: [Argument] {
    let all = KernelContext.parameters(of: context.kernel, context.buffers)
    let unused: [Argument.Role] =
      tiling.sharesChunks
      ? [vectorRole, scalarRole, .packedMatrix]
      : (tiling.packs ? [vectorRole] : []) + (tiling.packsFactors ? [scalarRole] : [])
    let used = context.kernel.arguments.filter {
      !unused.contains($0.role) || (product.epilogue?.reads($0.role) ?? false)
    }
    return all.filter { parameter in used.contains { $0.buffer == parameter.buffer } }
  }

  /// The arguments that the sums of a chunk are made of, and where they are kept.
  private var chunkArguments: [Argument] {
    let roles = [tiling.packs ? .packedMatrix : vectorRole, scalarRole, .partialSums]
    let used = context.kernel.arguments.filter { roles.contains($0.role) }
    return KernelContext.parameters(of: context.kernel, context.buffers).filter { parameter in
      used.contains { $0.buffer == parameter.buffer }
    }
  }

  private func tileName(
    _ tile: Tile, _ panel: ProductTiling.Panel, isOfChunk: Bool = false
  ) -> String {
    let (rows, columns) = runsAlongColumns ? (tile.size, panel.size) : (panel.size, tile.size)
    return "\(functionName)\(rows)x\(columns)\(isOfChunk ? "_chunk" : "")"
  }

  /// Where the sums of a tile are kept: those of chunk 0, or of the tree's lowest level.
  private func partialStart(_ panel: ProductTiling.Panel) -> [String] {
    [
      partial, CExpression.product(matrix, tiling.partialCount),
      CExpression.product(along, tiling.scalarOperand.extent),
      CExpression.product(across, panel.vectors * tiling.lanes),
    ]
  }

  /// The function that keeps the sums of one chunk.
  private func chunkTile(
    _ tile: Tile, _ panel: ProductTiling.Panel, multiply: String, named name: String
  ) -> String {
    var text = CWriter()
    let places = (hasBatch ? ["matrix"] : []) + ["row", "column", "chunk"]
    let parameters =
      chunkArguments.map { context.parameter($0, extents(of: self.name(of: $0.role))) }
      + places.map { CParameter(declaration: "const int64_t \($0)", comment: nil) }
    text.function("static CROTON_NOINLINE void \(name)", parameters: parameters) { body in
      body.add("\(vector) tile[\(tile.size)][\(panel.vectors)];")
      sumsOfChunk(tile, panel, multiply, &body)
      let start = CExpression.sum(
        partialStart(panel) + [CExpression.product("chunk", tiling.keptCount)])
      body.add("\(vector) *const kept = (\(vector) *)(\(start));")
      body.eachRegister(tile.size, panel.vectors, index) { i, v in
        "kept[\(CExpression.position([i, v], [0, panel.vectors]))] = tile[\(i)][\(v)];"
      }
    }
    return text.text
  }

  /// The sums of one chunk.
  private func sumsOfChunk(
    _ tile: Tile, _ panel: ProductTiling.Panel, _ multiply: String, _ text: inout CWriter
  ) {
    let tree = tiling.sums
    if tree.isUneven || !usesPairs {
      text.add("const int64_t first = \(tree.start(of: "chunk"));")
    }
    if tree.isUneven { text.add("const int64_t end = \(tree.end(of: "chunk"));") }
    sums(tile, panel, multiply, &text)
  }

  private func tile(
    _ tile: Tile, _ panel: ProductTiling.Panel, multiply: String, merge: String?,
    named name: String
  ) -> String {
    var text = CWriter()
    let places =
      (hasBatch ? ["matrix"] : []) + ["row", "column"] + (tiling.takesTurns ? ["chunk"] : [])
    let parameters =
      tileArguments.map { context.parameter($0, extents(of: self.name(of: $0.role))) }
      + places.map { CParameter(declaration: "const int64_t \($0)", comment: nil) }
      + (tiling.packsPanels
        ? [CParameter(declaration: "const \(scalar) *restrict packed", comment: "the panel")] : [])
    let (rows, columns) = runsAlongColumns ? (tile.size, panel.size) : (panel.size, tile.size)
    text.add(
      "/* A tile of \(rows) x \(columns), a function of its own: inlined, its registers would spill. */"
    )
    text.function(
      "static CROTON_NOINLINE void \(name)", parameters: parameters
    ) { body in
      body.add("\(vector) tile[\(tile.size)][\(panel.vectors)];")
      prefetchResult(tile, panel, &body)
      if let merge {
        merged(tile, panel, multiply, merge, &body)
      } else {
        sums(tile, panel, multiply, &body)
      }
      store(tile, panel, &body)
    }
    return text.text
  }

  /// Fetches where the results go, unless all of them stay in a cache: what is written is read
  /// first, and by the time that the sums are there it has come.
  private func prefetchResult(
    _ tile: Tile, _ panel: ProductTiling.Panel, _ text: inout CWriter
  ) {
    let bytes = product.rows * product.columns * tiling.elementBytes
    guard bytes > context.target.l2Bytes, runsAlongColumns, !tiling.takesTurns else { return }
    text.loop("int64_t", "i", to: tile.size) {
      for vector in 0..<panel.vectors {
        let column = CExpression.sum(["column", "\(vector * tiling.lanes)"])
        $0.add("CROTON_PREFETCH(&\(element(of: .output, ["row + i", column])), 0);")
      }
    }
  }

  /// The sums of all chunks, or of one in its turn, and of the chunks before it in the tree.
  private func merged(
    _ tile: Tile, _ panel: ProductTiling.Panel, _ multiply: String, _ merge: String,
    _ text: inout CWriter
  ) {
    let (height, vectors, tree) = (tile.size, panel.vectors, tiling.sums)
    guard tiling.takesTurns else {
      if tiling.sharesChunks {
        let start = CExpression.sum(partialStart(panel))
        text.add("const \(vector) *const sums = (const \(vector) *)(\(start));")
      }
      text.add("\(vector) kept[\(tree.levels)][\(height)][\(vectors)];")
      return text.loop("int64_t", "chunk", to: tree.chunks) {
        if tiling.sharesChunks {
          let chunk = CExpression.product("chunk", tiling.keptCount / tiling.lanes)
          $0.eachRegister(height, vectors, index) { i, v in
            let place = CExpression.sum([chunk, CExpression.position([i, v], [0, vectors])])
            return "tile[\(i)][\(v)] = sums[\(place)];"
          }
        } else {
          sumsOfChunk(tile, panel, multiply, &$0)
        }
        $0.add("\(merge)(chunk, \(tree.chunks), tile, kept[0][0], \(height * vectors));")
      }
    }
    sumsOfChunk(tile, panel, multiply, &text)
    let start = CExpression.sum(partialStart(panel))
    text.add("\(vector) *const kept = (\(vector) *)(\(start));")
    let step = tiling.keptCount / tiling.lanes
    text.add("\(merge)(chunk, \(tree.chunks), tile, kept, \(step));")
    text.block("if (chunk < \(tree.chunks - 1))") { $0.add("return;") }
  }

  /// The call of the micro-kernel, from the first factor and the first term on.
  private func sums(
    _ tile: Tile, _ panel: ProductTiling.Panel, _ multiply: String, _ text: inout CWriter
  ) {
    if usesPairs { return sumsOfPairs(tile, panel, multiply, &text) }
    let (height, vectors, lanes) = (tile.size, panel.vectors, tiling.lanes)
    let (numbers, operand) = (tiling.scalarOperand, tiling.vectorOperand)
    let isMoved = panel.skipped > 0
    let factors =
      tiling.packsFactors
      ? CExpression.sum([
        packedFactors, CExpression.product(matrix, tiling.packedFactorCount),
        CExpression.product(across, tiling.inner), firstTerm(height),
      ]) : start(of: scalarRole, numbers, across)
    let terms =
      tiling.packsPanels
      ? CExpression.sum(["packed", tiling.takesTurns ? "0" : firstTerm(vectors * lanes)])
      : tiling.packs
        ? CExpression.sum([
          packed, CExpression.product(matrix, tiling.packedCount),
          CExpression.product(along, tiling.inner), firstTerm(vectors * lanes),
        ])
        : start(of: vectorRole, operand, along + (isMoved ? " - \(panel.skipped)" : ""))
    let count = tiling.sums.isUneven ? "end - first" : "\(tiling.sums.largestChunk)"
    let termStep = tiling.packs ? vectors * lanes : operand.innerStride
    if isMoved, !tiling.packs {
      let axis = runsAlongColumns ? "columns" : "rows"
      text.add(
        "/* The vectors start \(panel.skipped) \(axis) early, so that none reads past the end. */")
    }
    text.add("\(multiply)(")
    let (step, own) = tiling.packsFactors ? (height, 1) : (numbers.innerStride, numbers.stride)
    let rowStep = height > 1 ? " \(own)," : ""
    text.add("    \(factors), \(step),\(rowStep)")
    text.add("    \(terms), \(termStep), \(count), tile);")
  }

  /// The call of the micro-kernel for pairs, which lie in the order in which it reads them.
  private func sumsOfPairs(
    _ tile: Tile, _ panel: ProductTiling.Panel, _ multiply: String, _ text: inout CWriter
  ) {
    func start(_ array: String, _ count: Int, _ index: String, _ width: Int) -> String {
      CExpression.sum([
        array, CExpression.product(matrix, count), CExpression.product(index, tiling.packedInner),
        isInChunks ? CExpression.product("chunk", tiling.packedChunk * width) : "0",
      ])
    }
    let factors = start(packedFactors, tiling.packedFactorCount, across, tile.size)
    let terms = start(packed, tiling.packedCount, along, panel.vectors * tiling.lanes)
    let count = tiling.sums.isUneven ? "(end - first + 1) / 2" : "\(tiling.packedChunk)"
    text.add("\(multiply)(")
    text.add("    \(factors),")
    text.add("    \(terms), \(count), tile);")
  }

  /// The address of an operand's first element at an index of the result.
  private func start(
    of role: Argument.Role, _ operand: ProductTiling.Operand, _ index: String
  ) -> String {
    "&" + element(of: role, operand, index, isInChunks ? "first" : "0")
  }

  /// The element of an operand at an index of the result and a term.
  func element(
    of role: Argument.Role, _ operand: ProductTiling.Operand, _ index: String, _ term: String
  ) -> String {
    let name = name(of: role)
    if extents(of: name) != nil {
      // By strides, a matrix of one term and its transpose are the same.
      let isTermFirst = role == .left ? product.transposesLeft : !product.transposesRight
      return CExpression.element(name, isTermFirst ? [term, index] : [index, term])
    }
    let place = CExpression.sum([
      CExpression.product(matrix, operand.extent * tiling.inner),
      CExpression.product(index, operand.stride), CExpression.product(term, operand.innerStride),
    ])
    return "\(name)[\(place)]"
  }

  /// The extents of a matrix by which all that the function reads and writes of it is indexed, if
  /// there is one.
  private func extents(of array: String) -> [Int]? {
    guard !hasBatch else { return nil }
    let result = [product.rows, product.columns]
    let (left, right) = ([product.rows, product.inner], [product.inner, product.columns])
    var uses: [(name: String, extents: [Int]?)] = [
      (self.name(of: .output), result),
      (self.name(of: .left), product.transposesLeft ? left.reversed() : left),
      (self.name(of: .right), product.transposesRight ? right.reversed() : right),
    ]
    for case .loop(.element(let role, let strides, let offset)) in product.epilogue?.operands ?? []
    {
      let isWhole = strides == [product.columns, 1] && offset == 0
      uses.append((self.name(of: role), isWhole ? result : nil))
    }
    let extents = uses.filter { $0.name == array }.map(\.extents)
    guard let first = extents.first, extents.allSatisfy({ $0 == first }) else { return nil }
    return first
  }

  /// Whether factors are pairs of bfloat16.
  var usesPairs: Bool { tiling.factors == .pairs }

  /// Whether sums are taken a chunk of terms at a time.
  var isInChunks: Bool { tiling.sums.chunks > 1 }

  /// Where a chunk starts in an operand.
  private func firstTerm(_ stride: Int) -> String {
    isInChunks ? CExpression.product("first", stride) : "0"
  }

  /// What becomes of the sums, element by element.
  private func store(_ tile: Tile, _ panel: ProductTiling.Panel, _ text: inout CWriter) {
    let width = panel.vectors * tiling.lanes
    let counters = [("i", tile.size), ("j", panel.size)]
    let (rows, columns) = runsAlongColumns ? (counters[0], counters[1]) : (counters[1], counters[0])
    text.add("const \(scalar) *const product = (const \(scalar) *)tile;")
    text.loop("int64_t", rows.0, to: rows.1) {
      $0.loop("int64_t", columns.0, to: columns.1) {
        let at = ["row + \(rows.0)", "column + \(columns.0)"]
        let sum = CExpression.position(["i", "j"], [0, width])
        let value = "product[\(CExpression.sum([sum, "\(panel.skipped)"]))]"
        finish(value, at, to: element(of: .output, at), &$0)
      }
    }
  }

  /// The element of a matrix with the extents of the result.
  private func element(of role: Argument.Role, _ at: [String]) -> String {
    if extents(of: name(of: role)) != nil { return CExpression.element(name(of: role), at) }
    let place = CExpression.sum([
      CExpression.product(matrix, product.rows * product.columns),
      CExpression.position(at, [0, product.columns]),
    ])
    return "\(name(of: role))[\(place)]"
  }

  /// The statements that make an element of the result of one of the product.
  private func finish(_ value: String, _ at: [String], to place: String, _ text: inout CWriter) {
    guard let epilogue = product.epilogue else { return text.add("\(place) = \(value);") }
    let operands = zip(epilogue.operands, epilogue.elementTypes).map { operand, type in
      switch operand {
      case .product: value
      case .loop(let operand):
        switch operand {
        case .index: "(\(context.expression(operand, at: at, type)))"
        case .element(let role, _, _) where extents(of: name(of: role)) != nil:
          element(of: role, at)
        case .element, .literal: context.expression(operand, at: at, type)
        }
      }
    }
    text.add(epilogue.program, of: operands, epilogue.elementTypes, to: place)
  }
}

extension EmitterFactory {
  func visit(_ kernel: MatrixProduct) -> any KernelEmitter {
    if let tiling = kernel.tiling {
      ProductEmitter(context: context, product: kernel, tiling: tiling)
    } else {
      BLASProductEmitter(context: context, product: kernel)
    }
  }
}
