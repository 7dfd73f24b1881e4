import GraphIR
import Schedule

/// Sums over images and positions: for each channel and chunk of images a vector of sums, then over
/// its lanes, and a binary tree over the chunks.
///
/// Several sums keep their vectors of sums in registers as such: GCC 12 keeps one array of numbers
/// there that it has made a vector of, but not two.
struct ChannelSumEmitter: KernelEmitter {
  let context: KernelContext
  let sum: ChannelSumKernel

  var formula: String {
    sum.terms.indices.map { number in
      let term = sum.terms[number]
      let operands = term.operands.map { operand in
        switch operand {
        case .literal(let literal): literal.formula
        case .element(let role, let strides, _):
          CExpression.element(
            name(of: role),
            isWhole(strides)
              ? ["n", "channel", "y", "x"]
              : strides[0] != 0 ? ["n", "channel"] : channel(strides))
        case .index: "n"
        }
      }
      let text = Formula.text(term.program, of: operands)
      return "\(result(number))[channel] = sum over n, y and x of \(text)"
        + (sum.mask == nil ? "" : " * the number of maxima of its window")
    }.joined(separator: "\n")
  }

  private var blocks: Int { (sum.images + sum.lanes - 1) / sum.lanes }
  private var extents: [Int] { [blocks, sum.channels, sum.positions, sum.lanes] }

  private func isWhole(_ strides: [Int]) -> Bool { strides == Shape(extents).rowMajorStrides }

  /// The index in an operand that is the same for all images and positions.
  private func channel(_ strides: [Int]) -> [String] { strides[1] == 0 ? ["0"] : ["channel"] }

  private func result(_ number: Int) -> String {
    name(of: ChannelSumKernel.role(ofResult: number))
  }

  /// What variables of a result are called.
  private func variable(_ name: String, _ number: Int) -> String {
    sum.terms.count == 1 ? name : "\(name)\(number + 1)"
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    let scalar = sum.elementType.cName
    let whole = Set(
      sum.terms.flatMap(\.operands).compactMap { operand in
        if case .element(let role, let strides, _) = operand, isWhole(strides) { role } else { nil }
      })
    let arrays = context.parameters { whole.contains($0) || $0 == .mask ? extents : nil }
    let tree = sum.sums
    let results = Array(sum.terms.indices)
    text.function(signature, parameters: arrays) { body in
      body.sharedLoop(index, "channel", to: sum.channels) { inner in
        guard tree.chunks > 1 else {
          add(from: "0", to: "\(blocks)", &inner)
          for number in results {
            inner.add("\(result(number))[channel] = \(variable("total", number));")
          }
          return
        }
        for number in results {
          inner.add("\(scalar) \(variable("sums", number))[\(tree.chunks)];")
        }
        inner.loop(index, "chunk", to: tree.chunks) {
          let first = CExpression.start(of: "chunk", tree.blocks)
          $0.add(
            "const \(index) end = \(CExpression.start(of: "chunk + 1", tree.blocks));")
          add(from: first, to: "end", &$0)
          for number in results {
            $0.add("\(variable("sums", number))[chunk] = \(variable("total", number));")
          }
        }
        for number in results {
          let place: (String) -> String = { "\(variable("sums", number))[\($0)]" }
          let levels = TreeLevels(tree.chunks, at: place)
          inner.add(levels, index, at: place)
          inner.add("\(result(number))[channel] = \(levels.total);")
        }
      }
    }
    return text.text
  }

  /// The totals of some groups of images.
  private func add(from start: String, to end: String, _ text: inout CWriter) {
    let scalar = sum.elementType.cName
    let tail = sum.images - (blocks - 1) * sum.lanes
    let results = sum.terms.indices
    let vector = sum.elementType.cVector
    for number in results {
      text.add(
        hasVectors
          ? "\(vector) \(variable("lanes", number)) = {0};"
          : "\(scalar) lanes[\(sum.lanes)] = {0};")
    }
    text.block("for (\(index) block = \(start); block < \(end); ++block)") {
      if tail != sum.lanes {
        $0.add(
          blocks == 1
            ? "const \(index) images = \(tail);"
            : "const \(index) images = block < \(blocks - 1) ? \(sum.lanes) : \(tail);")
      }
      $0.loop(index, "position", to: sum.positions) {
        if hasVectors {
          for number in results { $0.add("\(vector) \(variable("terms", number));") }
        }
        // A loop for each sum: GCC makes a branch of a condition that two share, and of the branch
        // partial stores, which the loads after them wait for.
        for number in results {
          $0.block("for (\(index) lane = 0; lane < \(sum.lanes); ++lane)") {
            add(number, hasTail: tail != sum.lanes, &$0)
          }
        }
        if hasVectors {
          for number in results {
            let (lanes, terms) = (variable("lanes", number), variable("terms", number))
            $0.add("\(lanes) = \(sum.elementType.cVectorFunction("add"))(\(lanes), \(terms));")
          }
        }
      }
    }
    for number in results { text.add("\(scalar) \(variable("total", number)) = 0;") }
    text.block("for (\(index) lane = 0; lane < \(sum.lanes); ++lane)") {
      for number in results {
        $0.add("\(variable("total", number)) += \(lane(of: variable("lanes", number)));")
      }
    }
  }

  /// Whether what is summed is a vector by itself.
  private var hasVectors: Bool { sum.terms.count > 1 }

  /// One lane of what is summed.
  private func lane(of name: String) -> String {
    hasVectors ? "((\(sum.elementType.cName) *)&\(name))[lane]" : "\(name)[lane]"
  }

  /// Adds the term of a result to its lane.
  private func add(_ number: Int, hasTail: Bool, _ text: inout CWriter) {
    let scalar = sum.elementType.cName
    let at = ["block", "channel", "position", "lane"]
    let term = sum.terms[number]
    let operands = zip(term.operands, term.elementTypes).map { operand, type in
      if case .element(let role, let strides, _) = operand, isWhole(strides) {
        CExpression.element(name(of: role), at)
      } else {
        context.expression(operand, at: at, type)
      }
    }
    func add(_ element: String, _ text: inout CWriter) {
      if sum.mask != nil { text.add("const \(scalar) maxima = \(count(at));") }
      let value = sum.mask == nil ? element : "\(element) * maxima"
      let term = hasTail ? "lane < images ? \(value) : 0" : value
      text.add(
        hasVectors
          ? "\(lane(of: variable("terms", number))) = \(term);" : "lanes[lane] += \(term);")
    }
    if term.isElement { return add(operands[0], &text) }
    text.add(term.program, of: operands, term.elementTypes, to: "const \(scalar) term")
    add("term", &text)
  }

  /// The number of positions of a window that attain its maximum.
  private func count(_ at: [String]) -> String {
    let mask = CExpression.element(name(of: .mask), at)
    return "(\(sum.elementType.cName))croton_bit_count(\(mask))"
  }
}

extension EmitterFactory {
  func visit(_ kernel: ChannelSumKernel) -> any KernelEmitter {
    ChannelSumEmitter(context: context, sum: kernel)
  }
}
