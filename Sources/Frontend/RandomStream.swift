import Diagnostics
import GraphIR

/// Random numbers inside compiled functions (`RandomStreams` of Theano).
///
/// Each number is computed from a key and a counter alone, so that results do not depend on the
/// number of threads. The state is a shared value, which can be read, saved and set. By its default
/// update every call of a function goes on to new numbers; a function that is compiled with
/// `defaultUpdates: .omitted` has the same ones in every call.
///
/// Numbers that only training is to see, such as noise on its images, go through
/// ``inTraining(_:else:file:line:)``; ``dropout(_:rate:file:line:)`` does so itself.
///
///     var noise = RandomStream(seed: 7)
///     let hidden = noise.dropout(layer.output, rate: 0.5)
///     let train = try compile(inputs: [x], outputs: [cost], updates: updates)
public struct RandomStream: Sendable {
  /// The key and the counter, (2,).
  public let state: Shared<Int64>
  /// How many numbers a call of a function draws.
  private var drawn = 0

  /// - Parameters:
  ///   - name: what the state is called.
  ///   - seed: the key; streams with different seeds have nothing to do with one another.
  public init(
    _ name: String = "random", seed: UInt32, file: String = #fileID, line: Int = #line
  ) {
    state = Shared(name, NDArray([Int64(seed), 0]), file: file, line: line)
  }

  /// Numbers that are uniform in a range: at least its lower bound, and less than its upper one.
  public mutating func uniform<Scalar: FloatingPointTensorScalar>(
    _ shape: Shape, from low: Scalar = 0, to high: Scalar = 1, file: String = #fileID,
    line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let standard: Tensor<Scalar> = standardUniform(shape, at: location)
    if low == 0, high == 1 { return standard }
    guard (high - low).isFinite else {
      let mistake = FunctionError.uniformRange("\(low)", "\(high)")
      return Tensor(Expression(mistake: "\(mistake)", [standard.expression], at: location))
    }
    let range = Tensor<Scalar>.constant(NDArray(high - low), at: location)
    let scaled = Expression(.multiply, [standard.expression, range.expression], at: location)
    let start = Tensor<Scalar>.constant(NDArray(low), at: location)
    let sum = Expression(.add, [scaled, start.expression], at: location)
    guard low < high else { return Tensor(sum) }
    // The sum can be rounded up to the upper bound.
    let largest = Tensor<Scalar>.constant(NDArray(high.nextDown), at: location)
    return Tensor(Expression(.minimum, [sum, largest.expression], at: location))
  }

  /// Of `trials` trials, how many succeed, each with the given probability.
  public mutating func binomial<Scalar: FloatingPointTensorScalar>(
    _ shape: Shape, probability: Scalar, trials: Int = 1, file: String = #fileID,
    line: Int = #line
  ) -> Tensor<Scalar> {
    let location = SourceLocation(file: file, line: line)
    let isSingle = trials == 1
    let uniform: Tensor<Scalar> = standardUniform(
      isSingle ? shape : Shape(shape.extents + [trials]), at: location)
    let bound = Tensor<Scalar>.constant(NDArray(probability), at: location)
    let succeeds = Expression(.less, [uniform.expression, bound.expression], at: location)
    let counts = Tensor<Scalar>(
      Expression(.cast(Scalar.elementType), [succeeds], at: location))
    return isSingle ? counts : counts.sum(axes: [-1], file: file, line: line)
  }

  /// The tensor with some of its elements zero, and the others scaled up so that the expected value
  /// stays the same (Srivastava et al., 2014, in its inverted form).
  ///
  /// Functions of the mode ``Mode/evaluation`` read the tensor as it is.
  ///
  /// - Parameter rate: the probability that an element becomes zero, at least 0 and less than 1.
  public mutating func dropout<Operand: TensorConvertible>(
    _ operand: Operand, rate: Operand.Scalar, file: String = #fileID, line: Int = #line
  ) -> Tensor<Operand.Scalar> where Operand.Scalar: FloatingPointTensorScalar {
    let location = SourceLocation(file: file, line: line)
    guard rate >= 0, rate < 1 else {
      let mistake = FunctionError.dropoutRate("\(rate)")
      return Tensor(Expression(mistake: "\(mistake)", [operand.expression], at: location))
    }
    let kept: Tensor<Operand.Scalar> = binomial(
      operand.shape ?? .scalar, probability: 1 - rate, file: file, line: line)
    let scale = Tensor<Operand.Scalar>.constant(NDArray(1 / (1 - rate)), at: location)
    let mask = Expression(.multiply, [kept.expression, scale.expression], at: location)
    let dropped = Expression(.multiply, [operand.expression, mask], at: location)
    return Tensor(
      Expression(training: dropped, evaluation: operand.expression, at: location))
  }

  /// Numbers from 0 up to 1, each from a counter of its own.
  private mutating func standardUniform<Scalar: FloatingPointTensorScalar>(
    _ shape: Shape, at location: SourceLocation
  ) -> Tensor<Scalar> {
    let positions = Expression(.iota(shape), [], at: location)
    guard positions.type != nil else { return Tensor(positions) }
    func part(_ position: Int) -> Expression {
      let slice = Slicing(starts: [position], steps: [1], extents: [1])
      let element = Expression(.slice(slice), [state.tensor.expression], at: location)
      return Expression(.reshape(.scalar), [element], at: location)
    }
    let offset = Tensor<Int64>.constant(NDArray(Int64(drawn)), at: location)
    drawn &+= shape.elementCount
    let step = NDArray([0, Int64(drawn)])
    state.setDefaultUpdate(file: location.file, line: location.line) {
      $0 + Tensor<Int64>.constant(step, at: location)
    }
    let first = Expression(.add, [part(1), offset.expression], at: location)
    let counters = Expression(.add, [first, positions], at: location)
    return Tensor(
      Expression(.uniform(Scalar.elementType), [part(0), counters], at: location))
  }
}
