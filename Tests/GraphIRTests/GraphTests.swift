import Diagnostics
import GraphIR
import Testing

@Suite struct GraphTests {
  @Test func listsUsersOnceInOrder() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [])), at: sourceLocation(1))
    let square = try builder.add(.multiply, [x, x], at: sourceLocation(2))
    let sum = try builder.add(.add, [square, x], at: sourceLocation(3))
    let graph = builder.graph(name: "users", roots: [.init(.output(0), sum)])
    #expect(graph.users == [[1, 2], [2], []])
    #expect(graph.type(of: sum).description == "float()")
  }

  @Test func literalsTakeTheFormOfTheirType() {
    #expect(Literal(2.9, type: TensorType(.int32, [])).scalars == [.integer(2)])
    #expect(Literal(2, type: TensorType(.bool, [])).scalars == [.boolean(true)])
    #expect(Literal(0.1, type: TensorType(.double, [])).scalars == [.real(0.1)])
    #expect(Literal(0.1, type: TensorType(.float, [])).scalars == [.real(Double(Float(0.1)))])
    #expect(Literal(3, type: TensorType(.int64, [4])).splat == .integer(3))
    #expect(
      Literal(type: TensorType(.int64, [2]), scalars: [.integer(3), .integer(3)]).splat == nil)
  }
}
