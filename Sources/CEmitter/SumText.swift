import GraphIR
import Lowering

extension KernelText {
  /// Sums of a row-major tensor: one thread adds up all of an element's terms, in order.
  func sum(_ sum: SumKernel) -> String {
    if sum.kept.count == 1, sum.summed.count == 1, sum.kept[0].stride == 1, sum.kept[0].extent > 1 {
      return columnSum(sum, columns: sum.kept[0].extent, rows: sum.summed[0])
    }
    var text = CText()
    // A float has room for 16 million ones; a double keeps sums of more of them exact.
    let accumulator = sum.elementType == .float ? "double" : sum.elementType.cName
    let scalar = sum.elementType.cName
    let kept = sum.kept.enumerated().map { ("i\($0)", $1.extent, $1.stride) }
    let summed = sum.summed.enumerated().map { ("j\($0)", $1.extent, $1.stride) }
    let count = (sum.kept + sum.summed).map(\.extent).reduce(1, *)
    let position = Self.position((kept + summed).map { ($0.0, $0.2) })
    let resultStrides = Shape(sum.kept.map(\.extent)).rowMajorStrides
    let result = Self.position(kept.enumerated().map { ($1.0, resultStrides[$0]) })
    text.function("static void \(kernel.name)", parameters: declarations) { body in
      if kept.isEmpty || count < serialElementLimit {
        body.add("#pragma omp single")
      } else {
        body.add("#pragma omp for\(kept.count > 1 ? " collapse(\(kept.count))" : "") schedule(static)")
      }
      Self.nested(kept.map { ($0.0, $0.1) }, bracesAlways: true, &body) { inner in
        inner.add("\(accumulator) total = 0;")
        Self.nested(summed.map { ($0.0, $0.1) }, bracesAlways: false, &inner) {
          $0.add("total += \(name(ofOperand: 0))[\(position)];")
        }
        inner.add("\(resultName)[\(result)] = (\(scalar))total;")
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
    text.function("static void \(kernel.name)", parameters: declarations) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int strip = 0; strip < \(columns); strip += \(strip))") { inner in
        inner.add(
          columns.isMultiple(of: strip)
            ? "const int width = \(strip);"
            : "const int width = strip + \(strip) <= \(columns) ? \(strip) : \(columns) - strip;")
        inner.add("\(scalar) sums[\(strip)] = {0};")
        inner.block("for (int64_t row = 0; row < \(rows.extent); ++row)") {
          $0.add("const \(scalar) *const terms = \(name(ofOperand: 0)) + row * \(rows.stride) + strip;")
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
    text.function("static void \(kernel.name)", parameters: declarations) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int channel = 0; channel < \(sum.channels); ++channel)") { inner in
        inner.add("\(scalar) sums[\(sum.lanes)] = {0};")
        inner.block("for (int block = 0; block < \(blocks); ++block)") {
          $0.add(
            "const \(scalar) *const terms = \(name(ofOperand: 0)) + (int64_t)(block * \(sum.channels) + channel) * \(sum.positions * sum.lanes);"
          )
          if tail != sum.lanes {
            $0.add("const int images = block < \(blocks - 1) ? \(sum.lanes) : \(tail);")
          } else {
            $0.add("const int images = \(sum.lanes);")
          }
          $0.block("for (int position = 0; position < \(sum.positions); ++position)") {
            $0.block("for (int lane = 0; lane < \(sum.lanes); ++lane)") {
              $0.add("sums[lane] += lane < images ? terms[position * \(sum.lanes) + lane] : 0;")
            }
          }
        }
        inner.add("\(scalar) total = 0;")
        inner.block("for (int lane = 0; lane < \(sum.lanes); ++lane)") { $0.add("total += sums[lane];") }
        inner.add("\(resultName)[channel] = total;")
      }
    }
    return text.text
  }

  private static func position(_ terms: [(String, Int)]) -> String {
    let parts = terms.map { $1 == 1 ? $0 : "\($0) * \($1)" }
    return parts.isEmpty ? "0" : parts.joined(separator: " + ")
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
