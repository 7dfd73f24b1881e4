import Foundation
import Synchronization

/// Counts the memory of the heap, where a sanitizer is part of the program and tells of it.
enum HeapMeter {
  private typealias Hook = @convention(c) (UnsafeRawPointer?, Int) -> Void
  private typealias FreeHook = @convention(c) (UnsafeMutableRawPointer?) -> Void
  private typealias Size = @convention(c) (UnsafeRawPointer?) -> Int
  private typealias Install = @convention(c) (Hook, FreeHook) -> Int32

  private static let live = Atomic<Int>(0)
  private static let highest = Atomic<Int>(0)

  /// The size that memory was asked for with. It is set before the hooks are.
  private nonisolated(unsafe) static var size: Size = { _ in 0 }

  /// Whether the counts are those of this program.
  private static let isInstalled: Bool = {
    // The counters are made before the hooks, which must not allocate, count with them.
    live.store(0, ordering: .relaxed)
    highest.store(0, ordering: .relaxed)
    guard let hooks = dlsym(nil, "__sanitizer_install_malloc_and_free_hooks"),
      let sizes = dlsym(nil, "__sanitizer_get_allocated_size")
    else { return false }
    // Safe: functions of these names have these types, as <sanitizer/allocator_interface.h> says.
    size = unsafeBitCast(sizes, to: Size.self)
    let install = unsafeBitCast(hooks, to: Install.self)
    return install(
      { _, size in
        let now = live.add(size, ordering: .relaxed).newValue
        if now > highest.load(ordering: .relaxed) { highest.store(now, ordering: .relaxed) }
      },
      { pointer in
        // Safe: the hook is called before the memory is freed.
        live.subtract(size(pointer), ordering: .relaxed)
      }) != 0
  }()

  /// The most bytes that the body has at one time, besides those that there were; `nil` where
  /// nobody tells.
  static func peak(_ body: () -> Void) -> Int? {
    guard isInstalled else {
      body()
      return nil
    }
    let before = live.load(ordering: .relaxed)
    highest.store(before, ordering: .relaxed)
    body()
    return highest.load(ordering: .relaxed) - before
  }
}
