import GraphIR
import Schedule

/// Elements of a row-major tensor made one: one thread takes all of a result's elements, sums in
/// the order of their tree.
struct ReductionEmitter: KernelEmitter {
  let context: KernelContext
  let reduction: ReductionKernel

  var formula: String {
    let name =
      switch reduction.reduction {
      case .sum: "sum"
      case .product: "product"
      case .maximum: "maximum"
      case .minimum: "minimum"
      }
    let indices = reduction.kept.indices.map { "[i\($0)]" }.joined()
    let reduced = reduction.reduced.indices.map { "j\($0)" }.joined(separator: ", ")
    if let term = reduction.term { return formula(name, of: term) }
    if reduction.isDownColumns {
      let element = "\(self.name(of: .input))[row][column]"
      return "\(resultName)[column] = \(name) of \(element) over all rows"
    }
    return indices.isEmpty
      ? "\(resultName) = \(name) of \(self.name(of: .input))"
      : "\(resultName)\(indices) = \(name) of \(self.name(of: .input)) over \(reduced)"
  }

  /// What is summed of a program.
  private func formula(_ name: String, of term: ElementProgram) -> String {
    let counters = reduction.isDownColumns ? ["column", "row"] : counters
    let operands = zip(term.operands, term.elementTypes).map {
      context.expression($0, at: counters, $1)
    }
    let kept = counters.prefix(reduction.kept.count)
    let reduced = counters.dropFirst(reduction.kept.count).joined(separator: ", ")
    return "\(CExpression.element(resultName, Array(kept))) = \(name) over \(reduced) of "
      + Formula.text(term.program, of: operands)
  }

  /// The counters of the axes that are kept, and of those that are reduced.
  private var counters: [String] {
    reduction.kept.indices.map { "i\($0)" } + reduction.reduced.indices.map { "j\($0)" }
  }

  /// Takes one more element into a result.
  ///
  /// - Parameters:
  ///   - element: the element of the input, where there is no program.
  ///   - counters: the indices of the axes that are kept, and of those that are reduced.
  private func step(
    _ result: String, _ element: String, at counters: [String], _ type: ElementType,
    _ text: inout CWriter
  ) {
    guard let term = reduction.term else {
      return text.add(reduction.step(result, element, type))
    }
    let operands = zip(term.operands, term.elementTypes).map {
      context.expression($0, at: counters, $1)
    }
    text.add(
      term.program, of: operands, term.elementTypes,
      to: "const \(reduction.elementType.cName) term")
    text.add(reduction.step(result, "term", type))
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    let kernel = reduction
    if kernel.isDownColumns {
      return columnReduction(columns: kernel.kept[0].extent, rows: kernel.reduced[0].extent)
    }
    var text = CWriter()
    let scalar = kernel.elementType.cName
    let accumulator = kernel.accumulator
    let kept = kernel.kept.enumerated().map { ("i\($0)", $1.extent, $1.stride) }
    let reduced = kernel.reduced.enumerated().map { ("j\($0)", $1.extent, $1.stride) }
    // The axes in the order in which they lie in memory.
    let axes = (kept + reduced).sorted { $0.2 > $1.2 }
    let arrays = context.parameters { role in
      role == .output ? kernel.kept.map(\.extent) : role == .input ? axes.map(\.1) : nil
    }
    let input = kernel.term == nil ? name(of: .input) : ""
    let element = CExpression.element(input, axes.map(\.0))
    let first = CExpression.element(
      input, axes.map { axis in kept.contains { $0.0 == axis.0 } ? axis.0 : "0" })
    let result = CExpression.element(resultName, kept.map(\.0))
    text.function(signature, parameters: arrays) { body in
      if context.kernel.body.traits.isSerial {
        body.add(context.serialPragma)
      } else {
        let collapse = kept.count > 1 ? " collapse(\(kept.count))" : ""
        body.add("#pragma omp for\(collapse) schedule(static)")
      }
      Self.nested(kept.map { ($0.0, $0.1) }, bracesAlways: true, &body) { inner in
        let rounding = accumulator != kernel.elementType ? "(\(scalar))" : ""
        guard let tree = kernel.sums, tree.chunks > 1 else {
          inner.add("\(accumulator.cName) total = \(kernel.start(first));")
          Self.nested(reduced.map { ($0.0, $0.1) }, bracesAlways: false, &inner) {
            step("total", element, at: counters, accumulator, &$0)
          }
          return inner.add("\(result) = \(rounding)total;")
        }
        inner.add("\(scalar) sums[\(tree.chunks)];")
        inner.loop("int64_t", "chunk", to: tree.chunks) { chunk in
          chunk.add("\(accumulator.cName) total = 0;")
          let row = reduced[0].0
          chunk.add("const int64_t end = \(tree.end(of: "chunk"));")
          chunk.block("for (int64_t \(row) = \(tree.start(of: "chunk")); \(row) < end; ++\(row))") {
            Self.nested(reduced.dropFirst().map { ($0.0, $0.1) }, bracesAlways: false, &$0) {
              step("total", element, at: counters, accumulator, &$0)
            }
          }
          chunk.add("sums[chunk] = \(rounding)total;")
        }
        let place: (String) -> String = { "sums[\($0)]" }
        let levels = TreeLevels(tree.chunks, at: place)
        inner.add(levels, index, at: place)
        inner.add("\(result) = \(levels.total);")
      }
    }
    return text.text
  }

  /// The same down the columns of a matrix, a panel of columns at a time.
  private func columnReduction(columns: Int, rows: Int) -> String {
    var text = CWriter()
    let kernel = reduction
    let scalar = kernel.elementType.cName
    let panel = ColumnPanel(columns: columns, index: index)
    let parameters = context.parameters { $0 == .input ? [rows, columns] : nil }
    text.function(signature, parameters: parameters) { body in
      if kernel.sharesChunks, let tree = kernel.sums {
        return sharedSums(tree, panel, &body)
      }
      panel.loop(&body) { inner in
        guard let tree = kernel.sums, tree.chunks > 1 else {
          let array = kernel.reduction == .sum ? "sums" : "results"
          if kernel.reduction == .sum {
            inner.add("\(scalar) sums[\(panel.most)] = {0};")
          } else {
            inner.add("\(scalar) results[\(panel.most)];")
            let first = CExpression.element(columnSource, ["0", "first + column"])
            eachColumn(&inner, "results[column] = \(kernel.start(first));")
          }
          takeRows("\(array)[column]", from: "0", to: "\(rows)", &inner)
          return eachColumn(&inner, "\(resultName)[first + column] = \(array)[column];")
        }
        inner.add("/* The sums of 1, 2, 4 chunks and so on, each until its neighbour is there. */")
        inner.add("\(scalar) kept[\(tree.levels + 1)][\(panel.most)] = {{0}};")
        inner.loop("int64_t", "chunk", to: tree.chunks) { chunk in
          sumChunk(tree, panel, &chunk)
          chunk.add("int level = 0;")
          chunk.block("for (; chunk >> level & 1; ++level)") {
            eachColumn(&$0, "sums[column] = kept[level][column] + sums[column];")
          }
          eachColumn(&chunk, "kept[level][column] = sums[column];")
        }
        eachColumn(&inner, "\(resultName)[first + column] = kept[\(tree.levels)][column];")
      }
    }
    return text.text
  }

  /// The sums of all chunks, which threads share, and then their binary tree.
  private func sharedSums(_ tree: SumTree, _ panel: ColumnPanel, _ text: inout CWriter) {
    let partial = name(of: .partialSums)
    func place(_ chunk: String) -> String {
      "\(partial)[\(CExpression.position([chunk, "first", "column"], strides: [panel.columns, 1, 1]))]"
    }
    text.add("/* Chunks are shared by the threads, since there are few columns. */")
    panel.loop(within: "for (int64_t chunk = 0; chunk < \(tree.chunks); ++chunk)", &text) {
      sumChunk(tree, panel, &$0)
      eachColumn(&$0, "\(place("chunk")) = sums[column];")
    }
    text.add("/* Add the sums of the chunks. */")
    panel.loop(&text) { inner in
      let levels = TreeLevels(tree.chunks, at: place)
      inner.add(levels, index, at: place) { eachColumn(&$1, $0) }
      eachColumn(&inner, "\(resultName)[first + column] = \(levels.total);")
    }
  }

  /// The sums of a chunk of rows.
  private func sumChunk(_ tree: SumTree, _ panel: ColumnPanel, _ text: inout CWriter) {
    text.add("\(reduction.elementType.cName) sums[\(panel.most)] = {0};")
    text.add("const int64_t end = \(tree.end(of: "chunk"));")
    takeRows("sums[column]", from: tree.start(of: "chunk"), to: "end", &text)
  }

  /// Takes rows into the results of a panel's columns.
  private func takeRows(
    _ result: String, from start: String, to end: String, _ text: inout CWriter
  ) {
    text.block("for (int64_t row = \(start); row < \(end); ++row)") {
      if reduction.term == nil {
        $0.add(
          "const \(reduction.elementType.cName) *const terms = &\(columnSource)[row][first];")
      }
      eachColumn(&$0) {
        step(result, "terms[column]", at: ["first + column", "row"], reduction.elementType, &$0)
      }
    }
  }

  /// The matrix whose columns are reduced, unless a program is.
  private var columnSource: String { reduction.term == nil ? name(of: .input) : "" }

  private func eachColumn(_ text: inout CWriter, _ body: (inout CWriter) -> Void) {
    text.block("for (\(index) column = 0; column < width; ++column)", body)
  }

  private func eachColumn(_ text: inout CWriter, _ statement: String) {
    eachColumn(&text) { $0.add(statement) }
  }

  private static func nested(
    _ loops: [(String, Int)], bracesAlways: Bool, _ text: inout CWriter,
    _ body: (inout CWriter) -> Void
  ) {
    guard let (counter, extent) = loops.first else {
      bracesAlways ? text.block("", body) : body(&text)
      return
    }
    text.block("for (int64_t \(counter) = 0; \(counter) < \(extent); ++\(counter))") {
      nested(Array(loops.dropFirst()), bracesAlways: false, &$0, body)
    }
  }
}

extension ReductionKernel {
  /// The type in which results are gathered. A float has room for 16 million ones; a double keeps
  /// sums of more of them exact.
  fileprivate var accumulator: ElementType {
    elementType == .float && !reduction.startsWithFirst ? .double : elementType
  }

  /// What a result is to begin with.
  fileprivate func start(_ first: String) -> String {
    reduction.neutral.map { "\(Int($0))" } ?? first
  }

  /// The statement that takes one more element into a result.
  fileprivate func step(_ result: String, _ element: String, _ type: ElementType) -> String {
    reduction == .sum
      ? "\(result) += \(element);"
      : "\(result) = \(reduction.function.cExpression([result, element], type));"
  }
}

extension EmitterFactory {
  func visit(_ kernel: ReductionKernel) -> any KernelEmitter {
    ReductionEmitter(context: context, reduction: kernel)
  }
}
