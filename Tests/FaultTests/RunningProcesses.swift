import Foundation

/// The processes of the machine.
enum RunningProcesses {
  /// Whether any process has a folder, or one in it, as its working directory. Only Linux tells.
  static func exist(in folder: String) -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.contains { name in
      let place = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(name)/cwd")
      return place?.hasPrefix(folder) ?? false
    }
  }
}
