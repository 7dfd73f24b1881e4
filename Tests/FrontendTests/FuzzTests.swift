import Diagnostics
import Frontend
import GraphIR
import TestSupport
import Testing

/// Random programs, most of them ill-formed: none may trap, whatever their shapes.
@Suite struct FuzzTests {
  private static let extents = [0, 1, 1, 2, 2, 3, 4, 6, -1, 1 << 20, 1 << 40, .max, .min]

  private struct Program {
    var generator: SeededGenerator
    var floats: [Tensor<Float>] = []
    var integers: [Tensor<Int64>] = []
    var inputs: [any TensorConvertible] = []

    mutating func int(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }
    mutating func extent() -> Int { FuzzTests.extents.randomElement(using: &generator) ?? 1 }
    mutating func small() -> Int { Bool.random(using: &generator) ? int(-1...4) : extent() }
    mutating func list(_ element: (inout Program) -> Int) -> [Int] {
      (0..<int(0...4)).map { _ in element(&self) }
    }
    mutating func float() -> Tensor<Float> {
      floats.randomElement(using: &generator) ?? .constant(1)
    }
    mutating func integer() -> Tensor<Int64> {
      integers.randomElement(using: &generator) ?? .constant(1)
    }

    mutating func step() {
      let (a, b, i, j) = (float(), float(), integer(), integer())
      switch int(0...36) {
      case 0:
        floats.append(.placeholder("x", shape: Shape(list { $0.extent() })))
        inputs += floats.suffix(1)
      case 1:
        integers.append(.placeholder("i", shape: Shape(list { $0.extent() })))
        inputs += integers.suffix(1)
      case 2:
        floats.append(.placeholder("y", shape: Shape(list { $0.int(1...4) })))
        inputs += floats.suffix(1)
      case 3: floats.append(a + b)
      case 4: floats.append(a / b)
      case 5: floats.append(-a * 3)
      case 6: floats.append(a.tanh())
      case 7: floats.append(a.reshape(Shape(list { $0.small() })))
      case 8: floats.append(a.flatten(small()))
      case 9: floats.append(a.transpose())
      case 10: floats.append(a.dimshuffle(small(), nil, small()))
      case 11: floats.append(a.dimshuffle(nil, 0))
      case 12: floats.append(a.sum(axes: list { $0.small() }, keepingDimensions: true))
      case 13: floats.append(a.mean(axes: list { $0.small() }))
      case 14: floats.append(a.mean())
      case 15: integers.append(a.argmax(axis: small()))
      case 16: integers.append(a.argmax())
      case 17: floats.append(dot(a, b))
      case 18:
        let padding: [ConvolutionPadding] = [
          .valid, .full, .half, .symmetric(rows: small(), columns: small()),
          .explicit(top: small(), bottom: small(), left: small(), right: small()),
        ]
        let (border, stride, dilation) = (
          padding[int(0...4)], (small(), small()), (small(), small())
        )
        floats.append(conv2d(a, filters: b))
        floats.append(
          conv2d(
            a, filters: b, padding: border, stride: stride, dilation: dilation, groups: small()))
        floats.append(
          conv2dTransposed(
            a, filters: b, outputSize: (small(), small()), padding: border, stride: stride,
            dilation: dilation, groups: small()))
        floats.append(signalConv2d(a, filters: b, padding: border, stride: stride))
        floats.append(conv2d(a, filters: b, connections: [list { $0.small() }, [small()]]))
      case 19:
        floats.append(
          a.maxPool2d(
            (small(), small()), stride: Bool.random(using: &generator) ? (small(), small()) : nil,
            ignoreBorder: Bool.random(using: &generator)))
      case 20: floats.append(a.softmax())
      case 21: floats.append(a.gathered(byLabel: i))
      case 22:
        let bounds = [extent(), extent()].sorted()
        floats.append(a[bounds[0]..<bounds[1]])
      case 23: floats.append(a[i..<j])
      case 24: floats.append(a[i * extent()..<i * extent() + extent()])
      case 25: integers.append(i + extent())
      case 26: floats.append(a.max(axes: list { $0.small() }))
      case 27: floats.append(a.prod())
      case 28: floats.append(a.sliced(axis: small(), from: extent(), to: extent(), by: small()))
      case 29: floats.append(a.sliced(axis: small(), from: i, count: small()))
      case 30: floats.append(concatenate([a, b], axis: small()))
      case 31: floats += a.split(list { $0.small() }, axis: small())
      case 32: floats += [a.take(i, axis: small()), a.takeAlongAxis(i, axis: small())]
      case 33: floats.append(a.padded([(extent(), small()), (small(), small())]))
      case 34: integers.append(arange(extent(), extent(), step: small()))
      case 35: floats.append(oneHot(i, classes: extent()))
      case 36: floats.append(matmul(a, b) + a[small()])
      default: integers.append((a .< b).cast(to: Int64.self))
      }
    }
  }

  @Test func noProgramTraps() throws {
    var generator = SeededGenerator.announced()
    var accepted = 0
    var refused = 0
    for index in 0..<400 {
      var program = Program(generator: generator)
      generator = SeededGenerator(seed: generator.next())
      // Most long programs are ill-formed somewhere: every other one is short, so that many are accepted.
      for _ in 0..<program.int(index.isMultiple(of: 2) ? 1...3 : 4...30) { program.step() }
      do {
        try define(inputs: program.inputs, outputs: program.floats + program.integers)
        accepted += 1
      } catch let error as ModelError {
        #expect(!error.diagnostics.isEmpty)
        refused += 1
      }
      for tensor in program.floats {
        do {
          let gradients = try gradient(of: tensor.sum(), withRespectTo: program.floats)
          #expect(gradients.map(\.type) == program.floats.map(\.type))
        } catch is ModelError {}
      }
    }
    #expect(accepted > 0)
    #expect(refused > accepted)
  }

  /// Neither the call stack nor the time may end with the length of a program.
  @Test func longChainsAreTaken() throws {
    let x = Tensor<Float>.placeholder("x")
    var y = x
    for _ in 0..<20_000 { y = y.tanh() }
    #expect(try define(inputs: [x], outputs: [y]).graph.nodes.count == 20_001)
  }
}
