import GraphIR
import Schedule

/// The patches of images, or what was computed from patches, moved to where they belong.
struct PatchEmitter: KernelEmitter {
  let context: KernelContext
  let patches: PatchKernel

  var formula: String {
    let unfolding = patches.unfolding
    return switch patches.direction {
    case .unfold:
      "\(resultName) = the \(unfolding.patches) patches of \(name(of: .input)), innermost"
    case .fold: "\(resultName) = \(name(of: .input)), where each patch lies in its image"
    }
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    switch patches.direction {
    case .unfold: unfold(patches.unfolding)
    case .fold: fold(patches.unfolding)
    }
  }

  /// The patches of images, innermost.
  private func unfold(_ unfolding: Unfolding) -> String {
    let planes = PatchPlanes(
      count: unfolding.channels, height: unfolding.patchHeight, width: unfolding.patchWidth,
      whole: (unfolding.height, unfolding.width), step: (unfolding.rowStep, unfolding.columnStep),
      before: (unfolding.top, unfolding.left))
    // Lanes past the last patch repeat it, so that they hold ordinary numbers.
    return moves(unfolding, planes, inAllLanes: true) { position, patch in
      let element = "\(name(of: .input))[\(position)]"
      let isInside =
        "rows[lane] + y >= 0 && rows[lane] + y < \(unfolding.height)"
        + " && columns[lane] + x >= 0 && columns[lane] + x < \(unfolding.width)"
      return "\(CExpression.element(resultName, patch)) = "
        + (unfolding.isPadded ? "\(isInside) ? \(element) : 0;" : "\(element);")
    }
  }

  /// What was computed from patches, where it belongs in the images.
  private func fold(_ unfolding: Unfolding) -> String {
    let (height, width) = (unfolding.resultHeight, unfolding.resultWidth)
    let planes = PatchPlanes(
      count: unfolding.filters, height: height, width: width,
      whole: (unfolding.rows * height, unfolding.columns * width), step: (height, width),
      before: (0, 0))
    return moves(unfolding, planes, inAllLanes: false) { position, patch in
      "\(resultName)[\(position)] = \(CExpression.element(name(of: .input), patch));"
    }
  }

  /// The channels of patches within those of images.
  private struct PatchPlanes {
    let count: Int
    let height: Int
    let width: Int
    /// The extents of the planes of images, and how far apart patches lie in them.
    let whole: (height: Int, width: Int)
    let step: (rows: Int, columns: Int)
    /// How far the first patch begins above and left of its image.
    let before: (rows: Int, columns: Int)
  }

  /// Loops over all elements of patches, with images innermost.
  ///
  /// - Parameter move: the statement that moves an element, given where it lies in the images and
  ///   among the patches.
  private func moves(
    _ unfolding: Unfolding, _ planes: PatchPlanes, inAllLanes: Bool,
    move: (_ position: String, _ patch: [String]) -> String
  ) -> String {
    var text = CWriter()
    let (lanes, blocks) = (unfolding.lanes, unfolding.blocks)
    let tail = unfolding.patches - (blocks - 1) * lanes
    let plane = planes.whole.height * planes.whole.width
    let patch = ["block", "plane", "y", "x", "lane"]
    let arrays = context.parameters { role in
      (role == .output) == (patches.direction == .unfold)
        ? [blocks, planes.count, planes.height, planes.width, lanes] : nil
    }
    let position = CExpression.sum([
      "offsets[lane]",
      CExpression.position(["plane", "y", "x"], strides: [plane, planes.whole.width, 1]),
    ])
    text.function(signature, parameters: arrays) { body in
      body.add("#pragma omp for collapse(2) schedule(static)")
      body.block("for (\(index) block = 0; block < \(blocks); ++block)") {
        $0.block("for (\(index) plane = 0; plane < \(planes.count); ++plane)") { loop in
          // A single patch begins at the same place in all lanes.
          if tail != lanes, !inAllLanes || unfolding.patches > 1 {
            loop.add("const \(index) patches = block < \(blocks - 1) ? \(lanes) : \(tail);")
          }
          let isSmall = unfolding.images * planes.count * plane <= Int(Int32.max)
          let type = isSmall ? "int32_t" : "int64_t"
          loop.add("\(type) offsets[\(lanes)];")
          let isPadded = inAllLanes && unfolding.isPadded
          if isPadded {
            loop.add("\(type) rows[\(lanes)];")
            loop.add("\(type) columns[\(lanes)];")
          }
          loop.block("for (\(index) lane = 0; lane < \(lanes); ++lane)") {
            let lane = tail == lanes ? "lane" : "(lane < patches ? lane : patches - 1)"
            if unfolding.patches > 1 {
              let patch = CExpression.position(["block", lane], [0, lanes])
              $0.add("const \(index) patch = \(patch);")
            }
            $0.add("offsets[lane] = \(offset(unfolding, planes));")
            if isPadded {
              $0.add("rows[lane] = \(row(unfolding, planes));")
              $0.add("columns[lane] = \(column(unfolding, planes));")
            }
          }
          loop.block("for (\(index) y = 0; y < \(planes.height); ++y)") {
            $0.block("for (\(index) x = 0; x < \(planes.width); ++x)") {
              let end = inAllLanes || tail == lanes ? "\(lanes)" : "patches"
              $0.block("for (\(index) lane = 0; lane < \(end); ++lane)") {
                $0.add(move(position, patch))
              }
            }
          }
        }
      }
    }
    return text.text
  }

  /// Where a patch begins in the first channel of its image.
  private func offset(_ unfolding: Unfolding, _ planes: PatchPlanes) -> String {
    let (rows, columns) = (unfolding.rows, unfolding.columns)
    let row = columns == 1 ? "patch" : "patch / \(columns)"
    let size = planes.whole.height * planes.whole.width * planes.count
    let before = planes.before.rows * planes.whole.width + planes.before.columns
    let start = CExpression.sum([
      unfolding.images == 1 ? "0" : CExpression.product("patch / \(rows * columns)", size),
      rows == 1
        ? "0"
        : CExpression.product(
          unfolding.images == 1 ? row : "\(row) % \(rows)", planes.step.rows * planes.whole.width),
      columns == 1 ? "0" : CExpression.product("patch % \(columns)", planes.step.columns),
    ])
    return before == 0 ? start : "\(start) - \(before)"
  }

  /// The row and the column of its image in which a patch begins.
  private func row(_ unfolding: Unfolding, _ planes: PatchPlanes) -> String {
    let row = CExpression.remainder(
      CExpression.quotient("patch", unfolding.columns), unfolding.rows)
    return CExpression.position(
      [row, "1"], signedStrides: [planes.step.rows, -planes.before.rows])
  }

  private func column(_ unfolding: Unfolding, _ planes: PatchPlanes) -> String {
    let column = CExpression.remainder("patch", unfolding.columns)
    return CExpression.position(
      [column, "1"], signedStrides: [planes.step.columns, -planes.before.columns])
  }
}

extension EmitterFactory {
  func visit(_ kernel: PatchKernel) -> any KernelEmitter {
    PatchEmitter(context: context, patches: kernel)
  }
}
