import Schedule

/// Lets element-wise kernels write over an operand that nobody reads afterwards, so that less
/// memory is in use and fewer lines of it pass through the caches.
///
/// An operand gives way when the kernel reads each of its elements only for the very element that
/// takes its place.
enum InPlaceLoops {
  static func apply(to schedule: Schedule) -> Schedule {
    var buffers = schedule.buffers
    var lives = schedule.lifetimes
    for (number, step) in schedule.steps.enumerated() {
      guard case .kernel(let kernel) = step, case .loop(let nest) = kernel.body,
        kernel.writes.count == 1, let result = kernel.writes.first,
        buffers[result].place == .arena, let life = lives[result], life.lowerBound == number
      else { continue }
      let operand = kernel.reads.first { operand in
        gives(operand, to: result, kernel, nest, buffers)
          && lives[buffers.storage(of: operand)]?.upperBound == number
      }
      guard let operand else { continue }
      buffers[result].place = .inPlace(of: operand)
      let place = buffers.storage(of: operand)
      lives[place] = (lives[place]?.lowerBound ?? number)...life.upperBound
    }
    return schedule.replacing(buffers: buffers)
  }

  /// Whether each element of the result may be written where the operand has its own.
  private static func gives(
    _ operand: Int, to result: Int, _ kernel: Kernel, _ nest: LoopNest, _ buffers: [Buffer]
  ) -> Bool {
    guard isWhole(buffers[operand].place), buffers[operand].byteCount == buffers[result].byteCount,
      buffers[operand].type.elementType == buffers[result].type.elementType
    else { return false }
    let place = buffers.storage(of: operand)
    return nest.operands.allSatisfy { read in
      guard case .element(let role, let strides, let offset) = read,
        let buffer = kernel.argument(role)?.buffer, buffers.storage(of: buffer) == place
      else { return true }
      return buffer == operand && strides == nest.resultStrides && offset == nest.resultOffset
    }
  }

  /// Whether a buffer is memory of the arena under its own name.
  private static func isWhole(_ place: Buffer.Place) -> Bool {
    switch place {
    case .arena, .inPlace: true
    case .input, .shared, .output, .constant, .alias, .rows, .part: false
    }
  }
}
