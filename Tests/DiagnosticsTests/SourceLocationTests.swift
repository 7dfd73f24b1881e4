import Testing

@testable import Diagnostics

struct Operand {
  var location: Diagnostics.SourceLocation

  static func + (lhs: Operand, rhs: Operand) -> Operand {
    Operand(location: .operatorCallSite(operand: lhs.location))
  }
}

@Suite struct SourceLocationTests {
  @Test func describesFileAndLine() {
    #expect(
      Diagnostics.SourceLocation(file: "MyNet/Model.swift", line: 12).description
        == "MyNet/Model.swift:12")
  }

  @Test func shortensPathsAsFileIDDoes() {
    #expect(
      Diagnostics.SourceLocation.fileID(ofPath: "/a/b/Sources/MyNet/Deep/Model.swift")
        == "MyNet/Model.swift")
    #expect(
      Diagnostics.SourceLocation.fileID(ofPath: "/a/Tests/MyNetTests/A.swift")
        == "MyNetTests/A.swift")
    #expect(Diagnostics.SourceLocation.fileID(ofPath: "/home/me/script.swift") == "me/script.swift")
    #expect(Diagnostics.SourceLocation.fileID(ofPath: "script.swift") == "script.swift")
  }

  #if canImport(Runtime)
    @Test func findsTheLineOfAnOperator() {
      let operand = Operand(
        location: Diagnostics.SourceLocation(file: "Elsewhere/Other.swift", line: 1))
      // The innermost line outside the language itself: here, the operator's own body.
      #expect(
        (operand + operand).location.description == "DiagnosticsTests/SourceLocationTests.swift:9")
    }
  #endif
}
