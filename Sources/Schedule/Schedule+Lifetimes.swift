extension Schedule {
  /// The steps during which each buffer in the arena is needed.
  package var lifetimes: [Int: ClosedRange<Int>] {
    var lives: [Int: ClosedRange<Int>] = [:]
    func touch(_ buffer: Int, at step: Int) {
      var pending = [buffer]
      while let buffer = pending.popLast() {
        switch buffers[buffer].place {
        case .alias(let other), .inPlace(let other), .part(let other, _):
          pending.append(other)
        case .rows(let other, let start):
          pending += [other, start]
        case .arena:
          let life = lives[buffer] ?? step...step
          lives[buffer] = min(life.lowerBound, step)...max(life.upperBound, step)
        case .input, .shared, .output, .constant:
          break
        }
      }
    }
    for (number, step) in steps.enumerated() {
      switch step {
      case .kernel(let kernel):
        for buffer in kernel.reads + kernel.writes { touch(buffer, at: number) }
      case .bindRows(let buffer, _), .checkNumbers(let buffer, _):
        touch(buffer, at: number)
      case .beginUpdates:
        break
      }
    }
    return lives
  }
}
