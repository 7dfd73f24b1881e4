import Foundation
import TestSupport
import Testing

@testable import Toolchain

/// Calls `body` with the path of an empty directory, which is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let path = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    .appendingPathComponent("croton-tests-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try body(path)
}

/// The environment of this process with a cache of its own, and without what a user may have set.
func environment(caches: String, _ changes: [String: String] = [:]) -> [String: String] {
  var environment = ProcessInfo.processInfo.environment
  environment["CC"] = nil
  environment["XDG_CACHE_HOME"] = caches
  return environment.merging(changes) { $1 }
}

/// Writes a file, with the directories above it.
func write(_ text: String, to path: String) throws {
  let url = URL(fileURLWithPath: path)
  try FileManager.default.createDirectory(
    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
  try Data(text.utf8).write(to: url)
}

/// Writes a shell script that can be run as a program, with the directories above it.
func writeProgram(_ script: String, to path: String) throws {
  try FileSystem.makeDirectory(URL(fileURLWithPath: path).deletingLastPathComponent().path)
  try writeScript("#!/bin/sh\n\(script)\n", to: path)
}

/// The error that `body` throws, or `nil` where it throws none of this kind.
func toolchainError(_ body: () throws -> Void) -> ToolchainError? {
  do {
    try body()
    return nil
  } catch {
    return error as? ToolchainError
  }
}

/// Whether a process is there and has not ended; one that has ended may wait to be forgotten.
func isRunning(_ process: pid_t) -> Bool {
  #if os(Linux)
    // The state follows the name, which is in parentheses and may hold any character.
    let status = FileSystem.text(of: "/proc/\(process)/stat")
    guard let name = status.lastIndex(of: ")") else { return false }
    return !["Z", "X"].contains(status[name...].dropFirst(2).first)
  #else
    return kill(process, 0) == 0
  #endif
}

extension EntryOrigin {
  /// That of a library for this machine.
  static func madeHere(_ key: CacheKey) -> EntryOrigin {
    EntryOrigin(key: key, name: "net", compiler: .init(properties: []), processor: .current())
  }
}
