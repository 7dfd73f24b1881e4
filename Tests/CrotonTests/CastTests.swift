import Croton
import Frontend
import Testing

/// Casts give the nearest number that a type has, and 0 for NaN: compiled, interpreted and folded.
@Suite struct CastTests {
  private static let reals: [Double] = [
    0, -0.0, 0.9, -0.9, 1.5, -1.5, 254.9, 255, 256, 300, -300, 65535.5, 2_147_483_520,
    2_147_483_648,
    -2_147_483_648, -2_147_483_904, 4_294_967_040, 4_294_967_296, 1e18, 9.3e18, -9.3e18, 1e30,
    -1e30, .infinity,
    -.infinity, .nan,
  ]
  private static let integers: [Int64] = [
    0, 1, -1, 255, 256, -256, 65535, 65536, 2_147_483_647, 2_147_483_648, -2_147_483_648,
    -2_147_483_649, 4_294_967_295, 4_294_967_296, 1 << 52, -(1 << 52),
  ]

  /// Casts values that are passed, values that are constants, and values in the interpreter.
  private func check<Source: TensorScalar, Target: TensorScalar & Equatable>(
    _ values: [Source], to target: Target.Type, _ expected: (Source) -> Target
  ) throws {
    let array = NDArray(values)
    let x = Tensor<Source>.placeholder("x", shape: array.shape)
    let expected = values.map(expected)
    let compiled = try function("cast", inputs: [x], outputs: [x.cast(to: target)])
    #expect(try compiled(array)[0, as: target].scalars == expected)
    let constant = Tensor.constant(array).cast(to: target)
    #expect(try function("folded", outputs: [constant])()[constant].scalars == expected)
    let checked = try compile(
      inputs: [x], outputs: [x.cast(to: target)],
      options: {
        var options = CompileOptions.testing()
        options.kernelCheckInterval = 1
        return options
      }())
    #expect(try checked(array)[0, as: target].scalars == expected)
  }

  private func saturated<Target: FixedWidthInteger>(_ value: Double) -> Target {
    if value.isNaN { return 0 }
    let whole = value.rounded(.towardZero)
    return Target(exactly: whole) ?? (value < 0 ? .min : .max)
  }

  @Test func realNumbers() throws {
    let floats = Self.reals.map { Float($0) }
    try check(Self.reals, to: Int32.self) { saturated($0) }
    try check(Self.reals, to: Int64.self) { saturated($0) }
    try check(Self.reals, to: UInt8.self) { saturated($0) }
    try check(Self.reals, to: Bool.self) { $0 != 0 }
    try check(floats, to: Int32.self) { saturated(Double($0)) }
    try check(floats, to: Int64.self) { saturated(Double($0)) }
    try check(floats, to: UInt8.self) { saturated(Double($0)) }
    try check(floats, to: Bool.self) { $0 != 0 }
  }

  @Test func integers() throws {
    let narrow = Self.integers.map { Int32(clamping: $0) }
    let bytes = (0...255).map { UInt8($0) }
    try check(Self.integers, to: Int32.self) { Int32(clamping: $0) }
    try check(Self.integers, to: UInt8.self) { UInt8(clamping: $0) }
    try check(Self.integers, to: Bool.self) { $0 != 0 }
    try check(narrow, to: Int64.self) { Int64($0) }
    try check(narrow, to: UInt8.self) { UInt8(clamping: $0) }
    try check(bytes, to: Int32.self) { Int32($0) }
    try check([true, false], to: Int64.self) { $0 ? 1 : 0 }
    try check([true, false], to: UInt8.self) { $0 ? 1 : 0 }
  }
}
