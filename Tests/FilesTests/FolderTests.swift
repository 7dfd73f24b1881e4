import Foundation
import Testing

@testable import Files

@Suite struct FolderTests {
  @Test func foldersAreMadeWithThoseAbove() throws {
    try withTemporaryDirectory { folder in
      for _ in 0..<2 { try Folder.make("\(folder)/a/b/c/") }
      try FileError.checkFolder("\(folder)/a/b/c")
      try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
      let below = #expect(throws: FileError.self) { try Folder.make("\(folder)/file/a") }
      #expect(below?.description == "cannot create '\(folder)/file/a': Not a directory")
      let file = #expect(throws: FileError.self) { try Folder.make("\(folder)/file") }
      #expect(file?.description == "cannot read '\(folder)/file': Not a directory")
      let nameless = #expect(throws: FileError.self) { try Folder.make("") }
      #expect(nameless?.description == "cannot create '': No such file or directory")
    }
  }
}
