import GraphIR
import Interpreter
import Schedule
import TestSupport
import Testing
import Toolchain

/// Matrix products whose factors are rounded to bfloat16, to the bit.
@Suite struct BFloat16Tests {
  /// A product of matrices, one or a batch of them.
  struct Product: Sendable, CustomTestStringConvertible {
    let m, k, n: Int
    var left = false
    var right = false
    var batch: Int?
    var testDescription: String {
      "\(batch.map { "\($0) of " } ?? "")\(m)x\(k)x\(n)\(left ? " left" : "")\(right ? " right" : "")"
    }

    func graph() throws -> Graph {
      let outer = batch.map { [$0] } ?? []
      var builder = GraphBuilder()
      let a = try builder.add(
        .input(0, TensorType(.float, Shape(outer + (left ? [k, m] : [m, k])))), name: "a",
        at: here)
      let b = try builder.add(
        .input(1, TensorType(.float, Shape(outer + (right ? [n, k] : [k, n])))), name: "b",
        at: here)
      let product = try builder.add(
        .dot(transposesLeft: left, transposesRight: right), [a, b], name: "product", at: here)
      return builder.graph(name: "product", roots: [Graph.Root(.output(0), product)])
    }

    /// The product as it is defined: each factor rounded, and one term added after the other.
    func reference(_ a: [Float], _ b: [Float], _ sums: SumTree) -> [Float] {
      let (a, b) = (a.map(Self.rounded), b.map(Self.rounded))
      var result: [Float] = []
      for matrix in 0..<(batch ?? 1) {
        let (first, second) = (matrix * m * k, matrix * k * n)
        for i in 0..<m {
          for j in 0..<n {
            var start = 0
            var chunks: [Float] = []
            for chunk in 0..<sums.chunks {
              let end = start + sums.terms(of: chunk)
              var sum: Float = 0
              for term in start..<end {
                let x = a[first + (left ? term * m + i : i * k + term)]
                let y = b[second + (right ? j * k + term : term * n + j)]
                sum = Self.added(x, y, to: sum)
              }
              if (end - start) % 2 != 0 { sum = Self.added(0, 0, to: sum) }
              chunks.append(sum)
              start = end
            }
            while chunks.count > 1 {
              chunks = stride(from: 0, to: chunks.count, by: 2).map {
                $0 + 1 < chunks.count ? chunks[$0] + chunks[$0 + 1] : chunks[$0]
              }
            }
            result.append(chunks[0])
          }
        }
      }
      return result
    }

    /// The nearest number with the upper 16 bits of a Float, the even one of two: found among the
    /// two around it, and not by the arithmetic of the C.
    static func rounded(_ x: Float) -> Float {
      guard x.isFinite else { return x }
      let below = x.bitPattern & 0xffff_0000
      let above = below &+ 0x1_0000
      let (low, high) = (Double(Float(bitPattern: below)), Double(Float(bitPattern: above)))
      // What overflows is as far away as the next number would be.
      let next = high.isFinite ? high : (x < 0 ? -1 : 1) * 0x1p128
      let (toLow, toHigh) = (abs(Double(x) - low), abs(next - Double(x)))
      let isLow = toLow < toHigh || (toLow == toHigh && below & 0x1_0000 == 0)
      let nearest = Float(bitPattern: isLow ? below : above)
      return nearest.magnitude < .leastNormalMagnitude ? Float(sign: x.sign, 0) : nearest
    }

    /// A product added to a sum, rounded once, where results that are subnormal when they have as
    /// many bits as others are zeros.
    static func added(_ x: Float, _ y: Float, to sum: Float) -> Float {
      let result = sum.addingProduct(x, y)
      // Exact, but for what the sum loses.
      let (product, addend) = (Double(x) * Double(y), Double(sum))
      let total = product + addend
      let part = total - product
      let lost = (product - (total - part)) + (addend - part)
      // Half way between the two numbers below the least normal one, which rounds to that.
      let limit = 0x1p-126 - 0x1p-151
      let isLess = total.magnitude == limit && (total < 0 ? lost > 0 : lost < 0)
      return total.magnitude < limit || isLess ? Float(sign: total.sign, 0) : result
    }
  }

  /// Numbers of all sizes, so that sums cancel, overflow and become subnormal, or of such sizes
  /// that none can.
  private static func numbers(
    _ count: Int, _ generator: inout SeededGenerator, areUsual: Bool = false
  ) -> [Float] {
    (0..<count).map { _ in
      let bits = UInt32.random(in: 0...(.max), using: &generator)
      let exponent =
        switch areUsual ? 15 : Int.random(in: 0..<16, using: &generator) {
        case 0: UInt32.random(in: 0...3, using: &generator)
        case 1: UInt32.random(in: 60...66, using: &generator)
        case 2: UInt32.random(in: 187...191, using: &generator)
        case 3: UInt32(0)
        default: UInt32.random(in: 120...130, using: &generator)
        }
      return Float(bitPattern: bits & 0x807f_ffff | exponent << 23)
    }
  }

  private static func array(_ values: [Float], _ graph: Graph, _ node: Int) -> NumericArray {
    NumericArray(type: graph.nodes[node].types[0], values: values.map(Double.init))
  }

  /// The bits of a result, in which all NaN are equal.
  private static func bits(_ values: [Double]) -> [UInt32] {
    values.map { $0.isNaN ? Float.nan.bitPattern : Float($0).bitPattern }
  }

  private func check(
    _ product: Product, _ compiled: CompiledGraph, _ generator: inout SeededGenerator,
    threads: [Int] = [1, 3], areUsual: Bool = false
  ) throws {
    let count = product.batch ?? 1
    let a = Self.numbers(count * product.m * product.k, &generator, areUsual: areUsual)
    let b = Self.numbers(count * product.k * product.n, &generator, areUsual: areUsual)
    let graph = compiled.graph
    let tiling = try #require(compiled.schedule.kernels.lazy.compactMap(\.tiling).first)
    let expected = Self.bits(product.reference(a, b, tiling.sums).map(Double.init))
    for threads in threads {
      let found = try compiled.evaluate(
        inputs: [Self.array(a, graph, 0), Self.array(b, graph, 1)], threads: threads)
      let bits = Self.bits(found[0].values)
      guard bits != expected else { continue }
      let place = zip(bits, expected).prefix { $0 == $1 }.count
      Issue.record(
        "element \(place): \(Float(bitPattern: bits[place])), expected \(Float(bitPattern: expected[place]))"
      )
    }
  }

  /// Odd and even numbers of terms, chunks of images and of features, and ends of vectors and
  /// tiles.
  static let products = [
    Product(m: 1, k: 1, n: 1), Product(m: 5, k: 2, n: 7), Product(m: 33, k: 31, n: 17),
    Product(m: 20, k: 100, n: 50), Product(m: 20, k: 101, n: 50, right: true),
    Product(m: 70, k: 129, n: 37, left: true), Product(m: 37, k: 150, n: 70, left: true),
    Product(m: 13, k: 66, n: 90, left: true, right: true),
    Product(m: 9, k: 2049, n: 20), Product(m: 24, k: 2100, n: 35, left: true),
    Product(m: 3, k: 19, n: 5, batch: 3), Product(m: 18, k: 6, n: 21, left: true, batch: 2),
    Product(m: 4, k: 33, n: 40, right: true, batch: 2), Product(m: 50, k: 0, n: 3),
  ]

  @Test(arguments: products, KernelTests.widths)
  func productsAreAsDefined(_ product: Product, _ width: Int) throws {
    var generator = SeededGenerator.announced("\(product.testDescription) \(width)")
    let compiled = try CompiledGraph(product.graph(), vectorBytes: width, usesBFloat16: true)
    #expect(compiled.schedule.usesBFloat16 == (product.k > 0))
    try check(product, compiled, &generator)
  }

  @Test func randomProductsAreAsDefined() throws {
    var generator = SeededGenerator.announced()
    for _ in 0..<(Soak.isOn ? 100 : 6) {
      func extent() -> Int {
        Int.random(in: 1...[3, 18, 80].randomElement(using: &generator)!, using: &generator)
      }
      var product = Product(m: extent(), k: 2 * extent() + 1, n: extent())
      product.left = .random(using: &generator)
      product.right = .random(using: &generator)
      let width = KernelTests.widths.randomElement(using: &generator)!
      let compiled = try CompiledGraph(product.graph(), vectorBytes: width, usesBFloat16: true)
      try check(product, compiled, &generator)
    }
  }

  /// The C compiler knows no instruction, or is another one.
  @Test(arguments: KernelTests.widths)
  func theInstructionDecidesNothing(_ width: Int) throws {
    var generator = SeededGenerator.announced()
    let product = Product(m: 37, k: 151, n: 70, left: true)
    #if arch(x86_64)
      let without = width == 16 ? ["-march=x86-64-v2"] : ["-mno-avx512bf16"]
    #else
      let without = ["-O1"]
    #endif
    for (compiler, flags) in [(nil, without), (nil, ["-O1"]), ("clang", []), ("clang", without)] {
      // Clang comes with Swift, but not with the headers of OpenMP.
      let compiled = try CompiledGraph(
        product.graph(), vectorBytes: width, usesBFloat16: true, usesOpenMP: compiler == nil,
        compiler: compiler, addedFlags: flags)
      for areUsual in [false, true] {
        try check(product, compiled, &generator, threads: [1], areUsual: areUsual)
      }
    }
  }

  /// A factor times one is the factor as it is rounded.
  @Test func factorsAreRounded() throws {
    let special: [(UInt32, UInt32)] = [
      (0x3f80_8000, 0x3f80_0000), (0x3f81_8000, 0x3f82_0000), (0x3f80_8001, 0x3f81_0000),
      (0x3f80_7fff, 0x3f80_0000), (0x8000_0000, 0x8000_0000), (0x0000_0000, 0x0000_0000),
      (0x7f7f_7fff, 0x7f7f_0000), (0x7f7f_8000, 0x7f80_0000), (0xff7f_ffff, 0xff80_0000),
      (0x7f80_0000, 0x7f80_0000), (0xff80_0000, 0xff80_0000), (0x7f80_0001, 0x7fc0_0000),
      (0xffff_ffff, 0x7fc0_0000), (0x007f_ffff, 0x0080_0000), (0x807f_8000, 0x8080_0000),
      (0x007f_7fff, 0), (0x0000_0001, 0), (0x8000_ffff, 0x8000_0000), (0x0080_8000, 0x0080_0000),
    ]
    var generator = SeededGenerator.announced()
    let random = (0..<2000).map { _ in UInt32.random(in: 0...(.max), using: &generator) }
    let inputs = (special.map(\.0) + random).map { Float(bitPattern: $0) }
    for (input, expected) in zip(inputs, special.map(\.1)) {
      let rounded = Product.rounded(input)
      #expect(rounded.isNaN ? expected == 0x7fc0_0000 : rounded.bitPattern == expected)
    }
    let product = Product(m: inputs.count, k: 1, n: 1)
    let graph = try product.graph()
    let compiled = try CompiledGraph(graph, usesBFloat16: true)
    let found = try compiled.evaluate(
      inputs: [Self.array(inputs, graph, 0), Self.array([1], graph, 1)])
    // A zero is added to, and has no sign.
    let expected = inputs.map { Double(Product.rounded($0)) + 0 }
    #expect(Self.bits(found[0].values) == Self.bits(expected))
    let interpreted = try Interpreter(roundsFactors: true).evaluate(
      graph, inputs: [Self.array(inputs, graph, 0), Self.array([1], graph, 1)], shared: [])
    #expect(Self.bits(interpreted[0].values.map { $0 + 0 }) == Self.bits(expected))
  }

  /// Where rounding makes the least normal number of something subnormal.
  @Test(arguments: KernelTests.widths, [[], ["-mno-avx512bf16"]])
  func whatIsSubnormalIsZero(_ width: Int, _ flags: [String]) throws {
    #if !arch(x86_64)
      if !flags.isEmpty { return }
    #endif
    // Added to 2^-126: -2^-150 times 1, 1/2, 3/4, 1/4; then 2^-127 alone, and sums of such.
    let rows: [[(Float, Float)]] = [
      [(0x1p-63, 0x1p-63), (0x1p-75, -0x1p-75)], [(0x1p-63, 0x1p-63), (0x1p-75, -0x1p-76)],
      [(0x1p-63, 0x1p-63), (0x1.8p-76, -0x1p-75)], [(0x1p-63, 0x1p-63), (0x1p-76, -0x1p-76)],
      [(-0x1p-63, 0x1p-63), (0x1p-75, 0x1p-75)], [(0x1p-63, 0x1p-64), (0, 0)],
      [(-0x1p-63, 0x1p-64), (0x1p-63, -0x1p-64)], [(0x1p-63, 0x1p-63), (0x1.8p-63, -0x1p-63)],
    ]
    let expected: [Float] = [0, 0x1p-126, 0, 0x1p-126, -0.0, 0, -0.0, -0.0]
    for (row, expected) in zip(rows, expected) {
      let sum = row.reduce(Float(0)) { Product.added($1.0, $1.1, to: $0) }
      #expect(sum.bitPattern == expected.bitPattern, "\(row)")
    }
    let graph = try Product(m: 16, k: 2, n: 16).graph()
    let compiled = try CompiledGraph(
      graph, vectorBytes: width, usesBFloat16: true, addedFlags: flags)
    for (row, expected) in zip(rows, expected) {
      let left = [[Float]](repeating: row.map(\.0), count: 16).flatMap { $0 }
      let right = row.flatMap { [Float](repeating: $0.1, count: 16) }
      let found = try compiled.evaluate(
        inputs: [Self.array(left, graph, 0), Self.array(right, graph, 1)])
      #expect(found[0].values.allSatisfy { Float($0).bitPattern == expected.bitPattern }, "\(row)")
    }
  }

  /// A layer with a bias and an activation, its gradients and a step, in place.
  @Test(arguments: KernelTests.widths)
  func aStepIsTheInterpreters(_ width: Int) throws {
    var generator = SeededGenerator.announced()
    let graph = try TrainingStepTests.graph(.float)
    func random(_ type: TensorType, _ range: ClosedRange<Double>) -> NumericArray {
      .random(type, in: range, using: &generator)
    }
    var inputs: [NumericArray] = []
    var shared: [NumericArray] = []
    for node in graph.nodes {
      let type = node.types[0]
      switch node.operation {
      case .input where type.elementType == .int32:
        inputs.append(KernelTests.random(type, integersBelow: 4, using: &generator))
      case .input: inputs.append(random(type, 0...1))
      case .shared: shared.append(random(type, -0.5...0.5))
      default: break
      }
    }
    // A hidden value that is rounded to the other side gives another factor.
    let compiled = try KernelTests.compare(
      graph, inputs: inputs, shared: shared, vectorBytes: width, usesBFloat16: true,
      tolerance: 2e-3)
    let one = try compiled.sharedBytes(inputs: inputs, shared: shared, threads: 1)
    let single = try CompiledGraph(graph, vectorBytes: width)
    #expect(one != (try single.sharedBytes(inputs: inputs, shared: shared, threads: 1)))
    for threads in [2, 3, 7] {
      #expect(try compiled.sharedBytes(inputs: inputs, shared: shared, threads: threads) == one)
    }
  }

  /// Products of Double and of integers are what they are without.
  @Test func otherTypesAreNotRounded() throws {
    try KernelTests.compare(
      .dot(transposesLeft: false, transposesRight: false),
      [TensorType(.double, [7, 30]), TensorType(.double, [30, 12])], usesBFloat16: true)
  }
}

extension Kernel {
  fileprivate var tiling: ProductTiling? {
    if case .matrixProduct(let product) = body { product.tiling } else { nil }
  }
}

extension Float {
  /// Zero with a sign.
  fileprivate init(sign: FloatingPointSign, _ zero: Float) { self = sign == .minus ? -zero : zero }
}
