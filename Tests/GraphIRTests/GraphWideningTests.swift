import Diagnostics
import GraphIR
import Testing

@Suite struct GraphWideningTests {
  @Test func floatsBecomeDoubles() throws {
    let here = Diagnostics.SourceLocation(file: "Tests/Model.swift", line: 1)
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [2])), name: "x", at: here)
    let n = try builder.add(.shared(0, TensorType(.int32, [])), at: here)
    let half = try builder.constant(0.5, TensorType(.float, []), at: here)
    let real = try builder.add(.cast(.float), [n], at: here)
    let sum = try builder.add(.add, [builder.add(.multiply, [x, half], at: here), real], at: here)
    let whole = try builder.add(.cast(.int64), [sum], at: here)
    let graph = builder.graph(
      name: "f", roots: [.init(.output(0), sum), .init(.output(1), whole)])
    #expect(
      try graph.widened().description == """
        graph f
        %0 = input(0) : double(2,) "x"
        %1 = shared(0) : int32()
        %2 = constant(0.5) : double()
        %3 = cast(double) %1 : double()
        %4 = multiply %0, %2 : double(2,)
        %5 = add %4, %3 : double(2,)
        %6 = cast(int64) %5 : int64(2,)
        output 0 = %5
        output 1 = %6

        """)
  }
}
