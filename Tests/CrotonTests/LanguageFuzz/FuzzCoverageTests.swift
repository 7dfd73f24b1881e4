import Foundation
import Testing

/// Every public function of the language is called by the fuzzer.
@Suite struct FuzzCoverageTests {
  /// The public functions in the source: those of a name as they are called, initialisers and
  /// subscripts by the file that they are in.
  private func publicNames() throws -> Set<String> {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/Frontend").standardized
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    var names: Set<String> = []
    for file in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      let declaration =
        #/
        public\ (?:(?:static|mutating|prefix)\ )*
        (?: func\ `? (\w+|[.<>=!&|^+*\/\-]+) | (init|subscript)\b )
        /#
      for match in text.matches(of: declaration) {
        if let name = match.output.1 {
          names.insert(String(name))
        } else if let kind = match.output.2 {
          names.insert("\(file.deletingPathExtension().lastPathComponent).\(kind)")
        }
      }
    }
    return names
  }

  @Test func everyPublicFunctionIsFuzzed() throws {
    let names = try publicNames()
    // As many as there were when the test was written: it finds them.
    #expect(names.count >= 90)
    let fuzzed = Set(FuzzProgram.steps.flatMap(\.names))
    #expect(names.subtracting(fuzzed).sorted() == [])
    #expect(fuzzed.subtracting(names).sorted() == [])
  }
}
