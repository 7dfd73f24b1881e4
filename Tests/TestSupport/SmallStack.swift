import Foundation

/// Calls the body in a thread whose stack has the given number of bytes: what calls itself for each
/// operation of a long chain ends the process.
package func onSmallStack(bytes: Int = 256 << 10, _ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    body()
    done.signal()
  }
  thread.stackSize = bytes
  thread.start()
  done.wait()
}
