import GraphIR
import Storage
import Testing

/// Integers wrap around, and no division traps: NumPy's rules.
@Suite struct IntegerTests {
  private func apply<Integer: FixedWidthInteger & BitwiseCopyable & Sendable>(
    _ function: ElementwiseFunction, _ left: [Integer], _ right: [Integer], _ type: ElementType
  ) throws -> [Integer] {
    var builder = GraphBuilder()
    let shape: Shape = [left.count]
    let operands = try (0..<function.arity).map {
      try builder.add(.input($0, TensorType(type, shape)), at: here)
    }
    let result = try builder.add(function, operands, at: here)
    let compiled = try CompiledGraph(
      builder.graph(name: "integers", roots: [.init(.output(0), result)]))
    let inputs = [left, right].prefix(function.arity).map { ArgumentElements($0) }
    return try compiled.outputBytes(inputs)[0].withUnsafeBytes {
      Array($0.bindMemory(to: Integer.self))
    }
  }

  private func check<Integer: FixedWidthInteger & SignedInteger & BitwiseCopyable & Sendable>(
    _ type: ElementType, _: Integer.Type
  ) throws {
    let left: [Integer] = [.max, .min, .min, 7, -7, 0, .max, .min]
    let right: [Integer] = [1, -1, .min, 2, 2, 0, .max, 0]
    #expect(try apply(.add, left, right, type) == zip(left, right).map(&+))
    #expect(try apply(.subtract, left, right, type) == zip(left, right).map(&-))
    #expect(try apply(.multiply, left, right, type) == zip(left, right).map(&*))
    #expect(try apply(.negate, left, right, type) == left.map { 0 &- $0 })
    #expect(try apply(.divide, left, right, type) == [.max, .min, 1, 3, -3, 0, 1, 0])
  }

  @Test func wrapAndDivide() throws {
    try check(.int32, Int32.self)
    try check(.int64, Int64.self)
  }

  /// The least integer has no literal of its own in C.
  @Test func leastIntegers() throws {
    for (type, least) in [(ElementType.int32, Int64(Int32.min)), (.int64, .min)] {
      var builder = GraphBuilder()
      let x = try builder.add(.input(0, TensorType(type, [])), at: here)
      let literal = try builder.add(
        .constant(Literal(type: TensorType(type, []), scalars: [.integer(least)])), at: here)
      let sum = try builder.add(.add, [x, literal], at: here)
      let negated = try builder.add(.negate, [literal], at: here)
      let compiled = try CompiledGraph(
        builder.graph(
          name: "least", roots: [.init(.output(0), sum), .init(.output(1), negated)]))
      let zero = type == .int64 ? ArgumentElements([Int64(0)]) : ArgumentElements([Int32(0)])
      let bytes = withUnsafeBytes(of: least.littleEndian) { Array($0.prefix(type.byteCount)) }
      let expected = type == .int64 ? bytes : withUnsafeBytes(of: Int32.min) { Array($0) }
      #expect(try compiled.outputBytes([zero]) == [expected, expected])
    }
  }
}
