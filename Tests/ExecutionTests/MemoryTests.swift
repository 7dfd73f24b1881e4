import Diagnostics
import Execution
import GraphIR
import Testing

@Suite struct MemoryTests {
  /// A minibatch can be larger than the machine: that is the user's error, and no trap.
  @Test func anArenaThatDoesNotExistIsAnError() throws {
    let count = 1 << 46
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, .scalar)), name: "x", at: here)
    let many = try builder.add(.elementwise(.exp, [count]), [x], at: here)
    let largest = try builder.add(
      .reduce(.maximum, axes: [0], keepsDimensions: false), [many], at: here)
    let graph = builder.graph(name: "huge", roots: [Graph.Root(.output(0), largest)])
    let error = #expect(throws: MemoryError.self) { try CompiledGraph(graph) }
    #expect(
      error?.description
        == "huge: its intermediate results need 281474976710656 bytes, and the system does not give them; "
        + "use a smaller batch")
  }
}
