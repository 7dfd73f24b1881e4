import Foundation
import Synchronization

/// Threads of the system, as many as it has to give: where it has none, the calling thread does.
///
/// Dispatch waits for ever for a thread that cannot be made, and the runtimes of OpenMP end the
/// process.
package enum SystemThreads {
  /// Calls `body` once for each number below `count`, on the calling thread and on others beside
  /// it, and returns when all calls have.
  package static func forEach(
    _ count: Int, body: @escaping @Sendable (Int) -> Void
  ) {
    let next = Atomic<Int>(0)
    let work: @Sendable () -> Void = {
      while true {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        body(number)
      }
    }
    let others = start(min(count, HostProcessor.current().coreCount) - 1, work)
    work()
    others.forEach(join)
  }

  /// What `body` gives for each number below `count`, computed as by ``forEach(_:body:)``.
  ///
  /// - Throws: what `body` throws for the lowest number for which it does.
  package static func map<Value: Sendable>(
    _ count: Int, body: @escaping @Sendable (Int) throws -> Value
  ) throws -> [Value] {
    let results = Mutex([Result<Value, any Error>?](repeating: nil, count: count))
    forEach(count) { number in
      let result = Result { try body(number) }
      results.withLock { $0[number] = result }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }

  /// How many threads, no more than `limit`, can be started at the same time now.
  static func startable(_ limit: Int) -> Int {
    // The lock is held until the last one is there, so that none ends before.
    let gate = Mutex(())
    let threads = gate.withLock { _ in start(limit) { gate.withLock { _ in } } }
    threads.forEach(join)
    return threads.count
  }

  /// Starts up to `count` threads that each call `body` once; fewer where the system has no more.
  private static func start(_ count: Int, _ body: @escaping @Sendable () -> Void) -> [pthread_t] {
    var threads: [pthread_t] = []
    while threads.count < count {
      // Safe: one reference to the body goes to the thread, which takes it over.
      let context = Unmanaged.passRetained(Body(run: body))
      #if os(Linux)
        var thread = pthread_t()
      #else
        var thread: pthread_t?
      #endif
      let failure = pthread_create(
        &thread, nil,
        { context in
          SystemThreads.run(context)
          return nil
        }, context.toOpaque())
      guard failure == 0 else {
        // No thread took it over.
        context.release()
        return threads
      }
      #if os(Linux)
        threads.append(thread)
      #else
        if let thread { threads.append(thread) }
      #endif
    }
    return threads
  }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static func run(_ context: UnsafeMutableRawPointer?) {
    guard let context else { return }
    // Safe: the context is the body that `start` retained for this thread.
    Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
  }

  private static func join(_ thread: pthread_t) { pthread_join(thread, nil) }
}
