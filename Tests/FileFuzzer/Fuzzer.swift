import FileFuzzing
import Foundation

/// Reads files with the reader that the first argument names.
///
/// With libFuzzer in it, the program mutates files of the folders that the other arguments name,
/// by libFuzzer's options. Without, it says what the reader makes of the files that they name.
@main enum Fuzzer {
  static func main() throws {
    // Processes that libFuzzer starts have its arguments, and find the name in their environment.
    let variable = "CROTON_FUZZED_READER"
    var arguments = CommandLine.arguments
    let name = ProcessInfo.processInfo.environment[variable] ?? arguments.dropFirst().first
    guard let reader = FuzzedReader.all.first(where: { $0.name == name }) else {
      let names = FuzzedReader.all.map(\.name).joined(separator: " ")
      FileHandle.standardError.write(Data("file-fuzzer READER FILE...\nreaders: \(names)\n".utf8))
      exit(64)
    }
    if arguments.count > 1, arguments[1] == reader.name { arguments.remove(at: 1) }
    #if FUZZING
      setenv(variable, reader.name, 1)
      try LibFuzzer.run(reader, arguments: arguments)
    #else
      let folder = try ScratchFolder()
      for path in arguments.dropFirst() {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        print("\(path): \(try reader.run(bytes, in: folder) ?? "read")")
      }
    #endif
  }
}
