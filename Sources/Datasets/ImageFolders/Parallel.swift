import Dispatch
import Synchronization

/// Calls a function with each index below a count, on all cores, in any order.
///
/// - Throws: the error of the lowest index that has one; later calls may be skipped.
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

/// Memory whose disjoint parts several threads write to.
///
/// Unchecked: the caller ensures that the parts do not overlap and that the memory lives longer.
struct SharedBuffer<Element>: @unchecked Sendable {
  let elements: UnsafeMutableBufferPointer<Element>
}
