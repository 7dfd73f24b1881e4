import GraphIR
import Schedule

/// Sums over images and positions: for each channel and chunk of images a vector of sums, then over its
/// lanes, and a binary tree over the chunks.
struct ChannelSumEmitter: KernelEmitter {
  let context: KernelContext
  let sum: ChannelSumKernel

  var formula: String {
    let term = "\(name(of: .input))[n][channel][y][x]"
    return "\(resultName)[channel] = sum over n, y and x of \(term)"
      + (sum.mask == nil ? "" : " * the number of maxima of its window")
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    let scalar = sum.elementType.cName
    let blocks = (sum.images + sum.lanes - 1) / sum.lanes
    let arrays = context.parameters {
      $0 == .output ? nil : [blocks, sum.channels, sum.positions, sum.lanes]
    }
    let tree = sum.sums
    text.function("static void \(functionName)", parameters: arrays) { body in
      body.sharedLoop(index, "channel", to: sum.channels) { inner in
        guard tree.chunks > 1 else {
          add(from: "0", to: "\(blocks)", of: blocks, &inner)
          return inner.add("\(resultName)[channel] = total;")
        }
        inner.add("\(scalar) sums[\(tree.chunks)];")
        inner.loop(index, "chunk", to: tree.chunks) {
          let first = CExpression.start(of: "chunk", tree.blocks)
          $0.add(
            "const \(index) end = \(CExpression.start(of: "chunk + 1", tree.blocks));")
          add(from: first, to: "end", of: blocks, &$0)
          $0.add("sums[chunk] = total;")
        }
        let place: (String) -> String = { "sums[\($0)]" }
        let levels = TreeLevels(tree.chunks, at: place)
        inner.add(levels, index, at: place)
        inner.add("\(resultName)[channel] = \(levels.total);")
      }
    }
    return text.text
  }

  /// The total of some groups of images.
  private func add(
    from start: String, to end: String, of blocks: Int, _ text: inout CWriter
  ) {
    let scalar = sum.elementType.cName
    let tail = sum.images - (blocks - 1) * sum.lanes
    text.add("\(scalar) lanes[\(sum.lanes)] = {0};")
    text.block("for (\(index) block = \(start); block < \(end); ++block)") {
      if tail != sum.lanes {
        $0.add(
          blocks == 1
            ? "const \(index) images = \(tail);"
            : "const \(index) images = block < \(blocks - 1) ? \(sum.lanes) : \(tail);")
      }
      $0.loop(index, "position", to: sum.positions) {
        $0.block("for (\(index) lane = 0; lane < \(sum.lanes); ++lane)") {
          let at = ["block", "channel", "position", "lane"]
          let input = CExpression.element(name(of: .input), at)
          if sum.mask != nil { $0.add("const \(scalar) maxima = \(count(at));") }
          let term = sum.mask == nil ? input : "\(input) * maxima"
          $0.add("lanes[lane] += \(tail == sum.lanes ? term : "lane < images ? \(term) : 0");")
        }
      }
    }
    text.add("\(scalar) total = 0;")
    text.block("for (\(index) lane = 0; lane < \(sum.lanes); ++lane)") {
      $0.add("total += lanes[lane];")
    }
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
