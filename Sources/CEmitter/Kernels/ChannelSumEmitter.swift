import GraphIR
import Schedule

/// Sums over images and positions: a vector of sums for each channel, then over its lanes.
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
    let tail = sum.images - (blocks - 1) * sum.lanes
    text.function("static void \(functionName)", parameters: arrays) { body in
      body.sharedLoop(index, "channel", to: sum.channels) { inner in
        inner.add("\(scalar) sums[\(sum.lanes)] = {0};")
        inner.loop(index, "block", to: blocks) {
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
              $0.add("sums[lane] += \(tail == sum.lanes ? term : "lane < images ? \(term) : 0");")
            }
          }
        }
        inner.add("\(scalar) total = 0;")
        inner.block("for (\(index) lane = 0; lane < \(sum.lanes); ++lane)") {
          $0.add("total += sums[lane];")
        }
        inner.add("\(resultName)[channel] = total;")
      }
    }
    return text.text
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
