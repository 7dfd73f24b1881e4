import Testing

@testable import Toolchain

@Suite struct SourceBundleTests {
  private func bundle(_ names: String...) throws -> SourceBundle {
    try SourceBundle(name: "net", files: names.map { .init(name: $0, text: "") })
  }

  @Test func compilesSourcesAndNotHeaders() throws {
    let bundle = try bundle("b.c", "net.h", "a-1.c", "_x.y.c")
    #expect(bundle.compiledNames == ["b.c", "a-1.c", "_x.y.c"])
  }

  @Test(arguments: [
    "", ".c", "..", "a", "a.o", "library.so", "../a.c", "a/b.c", "-o.c", "a b.c", "ü.c", "a\0.c",
    "a.c\n",
  ])
  func refusesNames(name: String) {
    #expect(
      toolchainError { _ = try bundle("good.c", name) } == .sourceNameInvalid(name, bundle: "net"))
  }

  @Test func refusesOneNameTwice() {
    #expect(
      toolchainError { _ = try bundle("a.c", "b.c", "A.c") }
        == .sourceNameRepeated("A.c", bundle: "net"))
  }

  @Test func refusesNothingToCompile() {
    #expect(toolchainError { _ = try bundle() } == .nothingToCompile(bundle: "net"))
    #expect(toolchainError { _ = try bundle("a.h") } == .nothingToCompile(bundle: "net"))
  }
}
