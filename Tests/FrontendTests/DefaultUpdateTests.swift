import Frontend
import GraphIR
import Testing

/// Which default updates a function applies.
@Suite struct DefaultUpdateTests {
  private let x = Shared("x", NDArray<Float>(2))
  private let y = Shared("y", NDArray<Float>(1))
  private let z = Shared("z", NDArray<Float>(-1))

  init() {
    let (y, z) = (y, z)
    x.setDefaultUpdate { $0 - y }
    y.setDefaultUpdate { _ in z }
    z.setDefaultUpdate { $0 - 1 }
  }

  @Test func theyFollowOneAnother() throws {
    #expect(
      try text(outputs: [x]) == """
        %0 = shared(0) : float() "x"
        %1 = shared(1) : float() "y"
        %2 = subtract %0, %1 : float()
        %3 = shared(2) : float() "z"
        %4 = constant(1.0) : float()
        %5 = subtract %3, %4 : float()
        output 0 = %0
        update 0 = %2
        update 1 = %3
        update 2 = %5
        """)
    #expect(try define(outputs: [y]).shared.map(\.name) == ["y", "z"])
  }

  @Test func aFunctionsOwnUpdateComesFirst() throws {
    #expect(
      try text(outputs: [y], updates: [Update(z, to: z * 2)]) == """
        %0 = shared(0) : float() "y"
        %1 = shared(1) : float() "z"
        %2 = constant(2.0) : float()
        %3 = multiply %1, %2 : float()
        output 0 = %0
        update 1 = %3
        update 0 = %1
        """)
  }

  @Test func aFunctionMayDoWithout() throws {
    #expect(
      try define(outputs: [x + y], defaultUpdates: .omitted).graph.roots.map(\.role) == [.output(0)]
    )
    #expect(
      try define(outputs: [x], defaultUpdates: .omittedFor([y, z])).graph.roots.map(\.role)
        == [.output(0), .update(shared: 0)])
    z.removeDefaultUpdate()
    #expect(
      try define(outputs: [y]).graph.roots.map(\.role) == [.output(0), .update(shared: 0)])
  }

  /// A shared value that nothing reads, since something else is given for it, is not updated.
  @Test func whatIsGivenIsNotUpdated() throws {
    #expect(
      try define(outputs: [x + 1], givens: [Given(x, Tensor.constant(3))]).graph.roots.map(\.role)
        == [.output(0)])
  }

  @Test func aDefaultUpdateDoesNotKeepItsSharedValue() throws {
    weak var variable: AnyObject?
    do {
      let state = Shared("state", NDArray<Float>(0))
      state.setDefaultUpdate { $0 + 1 }
      #expect(try define(outputs: [state]).graph.roots.count == 2)
      variable = state.storage
    }
    #expect(variable == nil)
  }

  @Test func mayFail() {
    let w = Shared("w", NDArray<Float>([1, 2]))
    w.setDefaultUpdate { w in try w - gradient(of: w, withRespectTo: [w])[0] }
    #expect(
      errorText { try define(outputs: [w]) }
        == error(
          #line - 1, "gradient: the cost has shape (2,); expected a single number (use sum or mean)"
        ))
  }
}
