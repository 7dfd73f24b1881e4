import Foundation

/// Runs a test with a new folder that holds `TinyDigits` as `digits`, and removes it afterwards.
public func withDigitsFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("croton-command-\(UUID().uuidString)")
    .resolvingSymlinksInPath().path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try TinyDigits.write(to: "\(folder)/digits")
  return try body(folder)
}
