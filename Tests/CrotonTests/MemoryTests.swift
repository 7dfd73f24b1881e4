import Croton
import Testing

/// What the machine has no memory for is an error of a line, and no trap.
@Suite struct MemoryTests {
  private let huge = 1 << 44

  @Test func outputs() throws {
    let numbers = arange(0, huge)
    let call = try function("count", outputs: [numbers])
    #expect(
      errorText { _ = try call() }
        == "\(#fileID):\(#line): error: an array of shape (17592186044416,) needs "
        + "140737488355328 bytes, and the system does not give them")
  }

  @Test func intermediateResults() {
    let x = Tensor<Float>.placeholder("x")
    let many = (arange(0, huge).cast(to: Float.self) + x).exp()
    let error = errorText {
      _ = try function("huge", inputs: [x], outputs: [(many / many.max()).max()])
    }
    #expect(error.hasPrefix("\(#fileID):\(#line - 2): error: huge: its intermediate results need "))
    #expect(error.hasSuffix(" bytes, and the system does not give them; use a smaller batch"))
  }
}
