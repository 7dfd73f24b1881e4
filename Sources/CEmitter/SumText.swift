import GraphIR
import Lowering

extension KernelText {
  /// Sums of a row-major tensor: one thread adds up all of an element's terms, in order.
  func sum(_ sum: SumKernel) -> String {
    if sum.isDownColumns {
      return columnSum(sum, columns: sum.kept[0].extent, rows: sum.summed[0])
    }
    var text = CText()
    // A float has room for 16 million ones; a double keeps sums of more of them exact.
    let accumulator = sum.elementType == .float ? "double" : sum.elementType.cName
    let scalar = sum.elementType.cName
    let kept = sum.kept.enumerated().map { ("i\($0)", $1.extent, $1.stride) }
    let summed = sum.summed.enumerated().map { ("j\($0)", $1.extent, $1.stride) }
    let counters = (kept + summed).map(\.0)
    let position = CExpression.position(counters, strides: (sum.kept + sum.summed).map(\.stride))
    let result = CExpression.position(
      kept.map(\.0), strides: Shape(sum.kept.map(\.extent)).rowMajorStrides)
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      if kernel.isSerial {
        body.add("#pragma omp single")
      } else {
        let collapse = kept.count > 1 ? " collapse(\(kept.count))" : ""
        body.add("#pragma omp for\(collapse) schedule(static)")
      }
      Self.nested(kept.map { ($0.0, $0.1) }, bracesAlways: true, &body) { inner in
        inner.add("\(accumulator) total = 0;")
        Self.nested(summed.map { ($0.0, $0.1) }, bracesAlways: false, &inner) {
          $0.add("total += \(name(ofOperand: 0))[\(position)];")
        }
        inner.add("\(resultName)[\(result)] = \(accumulator == scalar ? "" : "(\(scalar))")total;")
      }
    }
    return text.text
  }

  /// Sums down the columns of a matrix, a strip of columns at a time.
  private func columnSum(
    _ sum: SumKernel, columns: Int, rows: (extent: Int, stride: Int)
  ) -> String {
    var text = CText()
    let scalar = sum.elementType.cName
    let strip = min(64, columns)
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int strip = 0; strip < \(columns); strip += \(strip))") { inner in
        inner.add(
          columns.isMultiple(of: strip)
            ? "const int width = \(strip);"
            : "const int width = strip + \(strip) <= \(columns) ? \(strip) : \(columns) - strip;")
        inner.add("\(scalar) sums[\(strip)] = {0};")
        inner.block("for (int64_t row = 0; row < \(rows.extent); ++row)") {
          let start = CExpression.position(["row", "strip"], strides: [rows.stride, 1])
          $0.add("const \(scalar) *const terms = \(name(ofOperand: 0)) + \(start);")
          $0.block("for (int column = 0; column < width; ++column)") {
            $0.add("sums[column] += terms[column];")
          }
        }
        inner.block("for (int column = 0; column < width; ++column)") {
          $0.add("\(resultName)[strip + column] = sums[column];")
        }
      }
    }
    return text.text
  }

  /// Sums over images and positions: a vector of sums for each channel, then over its lanes.
  func channelSum(_ sum: ChannelSumKernel) -> String {
    var text = CText()
    let scalar = sum.elementType.cName
    let blocks = (sum.images + sum.lanes - 1) / sum.lanes
    let tail = sum.images - (blocks - 1) * sum.lanes
    text.function("static void \(kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int channel = 0; channel < \(sum.channels); ++channel)") { inner in
        inner.add("\(scalar) sums[\(sum.lanes)] = {0};")
        inner.block("for (int block = 0; block < \(blocks); ++block)") {
          let start = CExpression.position(
            ["(int64_t)block", "channel", "0"], [0, sum.channels, sum.positions * sum.lanes])
          $0.add("const \(scalar) *const terms = \(name(ofOperand: 0)) + \(start);")
          if tail != sum.lanes {
            $0.add("const int images = block < \(blocks - 1) ? \(sum.lanes) : \(tail);")
          }
          $0.block("for (int position = 0; position < \(sum.positions); ++position)") {
            $0.block("for (int lane = 0; lane < \(sum.lanes); ++lane)") {
              let term = "terms[position * \(sum.lanes) + lane]"
              $0.add("sums[lane] += \(tail == sum.lanes ? term : "lane < images ? \(term) : 0");")
            }
          }
        }
        inner.add("\(scalar) total = 0;")
        inner.block("for (int lane = 0; lane < \(sum.lanes); ++lane)") {
          $0.add("total += sums[lane];")
        }
        inner.add("\(resultName)[channel] = total;")
      }
    }
    return text.text
  }

  private static func nested(
    _ loops: [(String, Int)], bracesAlways: Bool, _ text: inout CText,
    _ body: (inout CText) -> Void
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
