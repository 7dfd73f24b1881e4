import Files
import Foundation
import Synchronization
import Testing

@testable import Training

struct RunLockTests {
  private func withRun(_ body: (RunFolder) throws -> Void) throws {
    let folder = RunFolder(
      path: FileManager.default.temporaryDirectory
        .appendingPathComponent("croton-lock-\(UUID().uuidString)").path)
    defer { try? FileManager.default.removeItem(atPath: folder.path) }
    try folder.make()
    try body(folder)
  }

  @Test func aLockIsWaitedFor() throws {
    try withRun { folder in
      let held = Mutex<Int32>(open(folder.logPath, O_RDWR | O_CREAT, 0o600))
      #expect(held.withLock { flock($0, LOCK_EX) } == 0)
      #expect(throws: RunError.inUse(path: folder.path)) {
        _ = try folder.lock(longestWait: .zero)
      }
      #expect(throws: RunError.inUse(path: folder.path)) {
        _ = try folder.lock(longestWait: .milliseconds(100))
      }
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.2)
        _ = held.withLock { close($0) }
      }
      _ = try folder.lock(longestWait: .seconds(60))
    }
  }

  @Test func aSweepIsNotWaitedFor() throws {
    try withRun { run in
      let sweep = SweepFolder(path: run.path)
      let lock = try sweep.lock()
      #expect(throws: SweepError.inUse(path: run.path)) { _ = try sweep.lock() }
      withExtendedLifetime(lock) {}
    }
  }
}
