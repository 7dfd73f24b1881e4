import Foundation

/// The files of a folder, without what tells the time.
struct FolderContents {
  private(set) var files: [String: Data] = [:]

  init(_ folder: String) throws {
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      let path = "\(folder)/\(name)"
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder),
        !isFolder.boolValue, !name.hasSuffix(".out"), !name.hasSuffix(".err")
      else { continue }
      files[Self.lasting(name)] = Self.lasting(
        try Data(contentsOf: URL(fileURLWithPath: path)), of: name)
    }
  }

  /// The names of the files outside of the cache.
  var names: [String] { files.keys.filter { !$0.hasPrefix("cache/") }.sorted() }

  /// What is in the cache, at its top.
  var cached: [String] {
    Set(
      files.keys.filter { $0.hasPrefix("cache/croton/") }.map {
        String($0.split(separator: "/")[2])
      }
    )
    .sorted()
  }

  subscript(name: String) -> Data? { files[name] }

  /// Whether a file is a log, which has more and more lines while a run goes on.
  static func isLog(_ name: String) -> Bool {
    name.hasSuffix(".jsonl") || name.hasSuffix(events) || name.hasSuffix(".html")
  }

  private static let events = "events"
  /// The settings of a run that tell when and where it began. What cannot be read about a machine
  /// is left out.
  private static let ofTheMachine = ["started", "threads", "bf16_instruction", "machine"]

  private static func lasting(_ name: String) -> String {
    name.replacing(/events\.out\..*/, with: events)
  }

  private static func lasting(_ data: Data, of name: String) -> Data {
    switch URL(fileURLWithPath: name).pathExtension {
    case "jsonl":
      // Lines about resumptions come of the faults.
      Data(
        String(decoding: data, as: UTF8.self).split(separator: "\n")
          .filter { !$0.contains(#""event":"start""#) && !$0.contains(#""event":"resume""#) }
          .map { $0.replacing(/"(seconds|train_ms_per_step)":[0-9.e-]+,?/, with: "") }
          .joined(separator: "\n").utf8)
    case "json":
      Data(
        String(decoding: data, as: UTF8.self).split(separator: "\n")
          .filter { line in !ofTheMachine.contains { line.contains("\"\($0)\":") } }
          .joined(separator: "\n").utf8)
    // A page has what was measured when it was written; that it is whole, its end tells.
    case "html": data.suffix(20)
    case "croton": Data()
    default: data
    }
  }
}
