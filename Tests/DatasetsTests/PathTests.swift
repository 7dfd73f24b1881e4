import Testing

@testable import Datasets

@Suite struct PathTests {
  @Test(arguments: [
    ("a", ".", "a"), ("", ".", ""), ("/", "/", ""), ("/a", "/", "a"), ("a/b", "a", "b"),
    ("/a/b.c", "/a", "b.c"), ("..", ".", ".."), ("a/", "a", ""),
  ])
  func foldersAndNames(path: String, folder: String, name: String) {
    let found = path.folderAndName
    #expect(found.folder == folder)
    #expect(found.name == name)
  }
}
