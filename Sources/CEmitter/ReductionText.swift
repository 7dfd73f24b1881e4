import GraphIR
import Schedule

extension KernelText {
  /// Elements of a row-major tensor made one: one thread takes all of a result's elements, in
  /// order.
  func reduction(_ kernel: ReductionKernel) -> String {
    if kernel.isDownColumns {
      return columnReduction(kernel, columns: kernel.kept[0].extent, rows: kernel.reduced[0])
    }
    var text = CText()
    let scalar = kernel.elementType.cName
    let accumulator = kernel.accumulator
    let kept = kernel.kept.enumerated().map { ("i\($0)", $1.extent, $1.stride) }
    let reduced = kernel.reduced.enumerated().map { ("j\($0)", $1.extent, $1.stride) }
    let counters = (kept + reduced).map(\.0)
    let position = CExpression.position(
      counters, strides: (kernel.kept + kernel.reduced).map(\.stride))
    let first = CExpression.position(kept.map(\.0), strides: kernel.kept.map(\.stride))
    let result = CExpression.position(
      kept.map(\.0), strides: Shape(kernel.kept.map(\.extent)).rowMajorStrides)
    let source = name(of: .input)
    text.function("static void \(self.kernel.name)", parameters: parameters) { body in
      if self.kernel.body.traits.isSerial {
        body.add("#pragma omp single")
      } else {
        let collapse = kept.count > 1 ? " collapse(\(kept.count))" : ""
        body.add("#pragma omp for\(collapse) schedule(static)")
      }
      Self.nested(kept.map { ($0.0, $0.1) }, bracesAlways: true, &body) { inner in
        inner.add("\(accumulator.cName) total = \(kernel.start("\(source)[\(first)]"));")
        Self.nested(reduced.map { ($0.0, $0.1) }, bracesAlways: false, &inner) {
          $0.add(kernel.step("total", "\(source)[\(position)]", accumulator))
        }
        let isRounded = accumulator != kernel.elementType
        inner.add("\(resultName)[\(result)] = \(isRounded ? "(\(scalar))" : "")total;")
      }
    }
    return text.text
  }

  /// The same down the columns of a matrix, a strip of columns at a time.
  private func columnReduction(
    _ kernel: ReductionKernel, columns: Int, rows: (extent: Int, stride: Int)
  ) -> String {
    var text = CText()
    let scalar = kernel.elementType.cName
    let strip = min(64, columns)
    let array = kernel.reduction == .sum ? "sums" : "results"
    let source = name(of: .input)
    func eachColumn(_ text: inout CText, _ statement: String) {
      text.block("for (int column = 0; column < width; ++column)") { $0.add(statement) }
    }
    text.function("static void \(self.kernel.name)", parameters: parameters) { body in
      body.add("#pragma omp for schedule(static)")
      body.block("for (int strip = 0; strip < \(columns); strip += \(strip))") { inner in
        inner.add(
          columns.isMultiple(of: strip)
            ? "const int width = \(strip);"
            : "const int width = strip + \(strip) <= \(columns) ? \(strip) : \(columns) - strip;")
        if kernel.reduction == .sum {
          inner.add("\(scalar) sums[\(strip)] = {0};")
        } else {
          inner.add("\(scalar) results[\(strip)];")
          eachColumn(
            &inner, "results[column] = \(kernel.start("\(source)[strip + column]"));")
        }
        inner.block("for (int64_t row = 0; row < \(rows.extent); ++row)") {
          let start = CExpression.position(["row", "strip"], strides: [rows.stride, 1])
          $0.add("const \(scalar) *const terms = \(source) + \(start);")
          eachColumn(&$0, kernel.step("\(array)[column]", "terms[column]", kernel.elementType))
        }
        eachColumn(&inner, "\(resultName)[strip + column] = \(array)[column];")
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
          $0.add("const \(scalar) *const terms = \(name(of: .input)) + \(start);")
          if let mask = sum.mask {
            $0.add("const \(mask.cName) *const winners = \(name(of: .mask)) + \(start);")
          }
          if tail != sum.lanes {
            $0.add("const int images = block < \(blocks - 1) ? \(sum.lanes) : \(tail);")
          }
          $0.block("for (int position = 0; position < \(sum.positions); ++position)") {
            $0.block("for (int lane = 0; lane < \(sum.lanes); ++lane)") {
              let at = "[position * \(sum.lanes) + lane]"
              let count = " * (\(scalar))__builtin_popcount(winners\(at))"
              let term = "terms\(at)\(sum.mask == nil ? "" : count)"
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
