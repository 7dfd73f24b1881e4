import Dispatch
import Synchronization

/// Calls a function with each of the numbers below a count, on all cores, in any order.
///
/// - Throws: the error of the lowest number that has one; the work after it may be left out.
func forEachInParallel(
  below count: Int, _ body: @Sendable (Int) throws -> Void
) throws {
  let chunk = 64
  let failure = Mutex<(index: Int, error: any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: (count + chunk - 1) / chunk) { number in
    for index in number * chunk..<min(count, (number + 1) * chunk) {
      guard failure.withLock({ $0.map { index < $0.index } ?? true }) else { return }
      do {
        try body(index)
      } catch {
        failure.withLock { first in
          if first.map({ index < $0.index }) ?? true { first = (index, error) }
        }
        return
      }
    }
  }
  if let failure = failure.withLock({ $0 }) { throw failure.error }
}

/// Memory that several threads write to, each its own part.
///
/// Unchecked: who uses it sees to it that the parts do not overlap, and that the memory outlives it.
struct SharedBuffer<Element>: @unchecked Sendable {
  let elements: UnsafeMutableBufferPointer<Element>
}
