import Foundation
import Frontend

extension VectorForm {
  /// What the LeNet-5 of 1998 has besides: subsampling, the table of C3, its squashing function and
  /// its output.
  static let classicLeNet = VectorForm(
    fileName: "lenet5_classic.json",
    marks: ["subsampling", "c3_table", "squash", "rbf", "param_counts", "tutorial_param_counts"],
    remarks: ["formula"]
  ) { file in
    let content = try file.decode(as: ClassicFile.self)
    return content.subsampling.vectorCases { [VectorCase("subsampling", $0)] }
      + content.c3_table.vectorCases(\.vectorCases)
      + content.squash.vectorCases { [VectorCase("squash", $0)] }
      + content.rbf.vectorCases { [VectorCase("rbf", $0)] }
      + content.sizes.vectorCases
  }
}

private struct ClassicFile: Decodable {
  let subsampling: Attempt<SubsamplingVector>?
  let c3_table: Attempt<ConnectionVector>?
  let squash: Attempt<SquashVector>?
  let rbf: Attempt<RadialBasisVector>?
  let sizes: ClassicSizes

  private enum CodingKeys: CodingKey { case subsampling, c3_table, squash, rbf }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    subsampling = try container.decodeIfPresent(Attempt.self, forKey: .subsampling)
    c3_table = try container.decodeIfPresent(Attempt.self, forKey: .c3_table)
    squash = try container.decodeIfPresent(Attempt.self, forKey: .squash)
    rbf = try container.decodeIfPresent(Attempt.self, forKey: .rbf)
    sizes = try ClassicSizes(from: decoder)
  }
}

/// The closeness of what has no tolerance of its own.
private let usual = Tolerances(double: Tolerance(relative: 1e-12), float: nil)

/// `1.7159 tanh(2x / 3)`.
private func squashed<Scalar: FloatingPointTensorScalar>(
  _ x: some TensorConvertible<Scalar>
) -> Tensor<Scalar> {
  Scalar(1.7159) * (x * Scalar(2.0 / 3)).tanh()
}

/// Sums of windows of 2x2 times a gain plus a bias, squashed.
private struct SubsamplingVector: Decodable, GraphCase {
  private let tolerance: Tolerances?
  private let x: GivenArray
  private let gain: GivenArray
  private let bias: GivenArray
  private let y: ExpectedArray
  private let gy: GivenArray?
  private let grad_x: ExpectedArray?
  private let grad_gain: ExpectedArray?
  private let grad_bias: ExpectedArray?

  var givens: [GivenArray] { [x, gain, bias] + (gy.map { [$0] } ?? []) }
  var tolerances: Tolerances { tolerance ?? usual }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try x.shared("x", of: type)
    let gain = try gain.shared("gain", of: type)
    let bias = try bias.shared("bias", of: type)
    let sums = x.pool2d((2, 2), mode: .sum)
    let scaled = gain.dimshuffle(nil, 0, nil, nil) * sums + bias.dimshuffle(nil, 0, nil, nil)
    let result = squashed(scaled)
    let output = Expectation(what: "y", tensor: result, expected: y)
    guard let gy else { return [output] }
    let known = KnownGradient(result, try gy.shared("gy", of: type))
    let gradients = try gradient(
      of: [], withRespectTo: [x, gain, bias], knownGradients: [known])
    let expected = [("grad_x", grad_x), ("grad_gain", grad_gain), ("grad_bias", grad_bias)]
    return [output]
      + zip(expected, gradients).compactMap { expected, tensor in
        expected.1.map { Expectation(what: expected.0, tensor: tensor, expected: $0) }
      }
  }
}

/// A convolution in which each map sees some of the channels.
private struct ConnectionVector: Decodable, GraphCase {
  private let maps: [[Int]]
  private let connections: Int?
  private let params: Int?
  private let x: GivenArray
  private let filters_in_table_order_60x5x5: GivenArray
  private let mode: String
  private let y: ExpectedArray
  private let tolerance: Tolerances?

  var givens: [GivenArray] { [x, filters_in_table_order_60x5x5] }
  var tolerances: Tolerances { tolerance ?? .exact }

  var vectorCases: [VectorCase] {
    let count = maps.joined().count
    let weights = filters_in_table_order_60x5x5.shape.extents.dropFirst().reduce(1, *)
    let (connections, params) = (connections, params)
    return [
      VectorCase("c3_table", self),
      VectorCase(
        "c3_table connections",
        check: {
          connections.flatMap { difference(count, $0) }
            ?? params.flatMap { difference(count * weights + maps.count, $0) }
        }),
    ]
  }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let filters = try filters_in_table_order_60x5x5.shared("filters", of: type)
    let y = conv2d(
      try x.shared("x", of: type), filters: filters, connections: maps,
      filterFlip: !mode.contains("filter_flip=false"))
    return [Expectation(what: "y", tensor: y, expected: self.y)]
  }
}

/// The squashing function.
private struct SquashVector: Decodable, GraphCase {
  private let x: GivenArray
  private let y: ExpectedArray

  var givens: [GivenArray] { [x] }
  var tolerances: Tolerances { usual }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    [Expectation(what: "y", tensor: squashed(try x.shared("x", of: type)), expected: y)]
  }
}

/// Squared distances from the classes' centres, and the paper's two costs.
private struct RadialBasisVector: Decodable, GraphCase {
  private let x: GivenArray
  private let w: GivenArray
  private let y: ExpectedArray?
  private let argmin: ExpectedArray?
  private let labels: [Int64]
  private let mse_loss: ExpectedArray?
  /// The second cost by the distance of a class of rubbish.
  private let map_losses: [(j: Double, loss: ExpectedArray)]
  private let grad_mse_wrt_x: ExpectedArray?

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    func array(_ key: String) throws -> ExpectedArray? {
      try container.decodeIfPresent(ExpectedArray.self, forKey: AnyKey(stringValue: key))
    }
    x = try container.decode(GivenArray.self, forKey: AnyKey(stringValue: "x"))
    w = try container.decode(GivenArray.self, forKey: AnyKey(stringValue: "w"))
    labels = try container.decode([Int64].self, forKey: AnyKey(stringValue: "labels"))
    y = try array("y")
    argmin = try array("argmin")
    mse_loss = try array("mse_loss")
    grad_mse_wrt_x = try array("grad_mse_wrt_x")
    let prefix = "map_loss_j"
    map_losses = try container.allKeys.filter { $0.stringValue.hasPrefix(prefix) }
      .sorted { $0.stringValue < $1.stringValue }.map { key in
        guard let j = Double(key.stringValue.dropFirst(prefix.count)) else {
          throw DecodingError.dataCorruptedError(
            forKey: key, in: container, debugDescription: "expected a number after \(prefix)")
        }
        return (j, try container.decode(ExpectedArray.self, forKey: key))
      }
  }

  var givens: [GivenArray] { [x, w] }
  var tolerances: Tolerances { usual }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = try x.shared("x", of: type)
    let w = try w.shared("w", of: type)
    let labels = Shared("labels", NDArray(labels))
    let distances = (x.dimshuffle(0, nil, 1) - w.dimshuffle(nil, 0, 1)).squared().sum(axes: [2])
    let right = distances.gathered(byLabel: labels)
    let mse = right.mean()
    let gradients = try gradient(of: mse, withRespectTo: [x])
    let tensors: [(String, any TensorConvertible, ExpectedArray?)] = [
      ("y", distances, y), ("argmin", distances.argmin(axis: 1), argmin),
      ("mse_loss", mse, mse_loss), ("grad_mse_wrt_x", gradients[0], grad_mse_wrt_x),
    ]
    return tensors.compactMap { what, tensor, expected in
      expected.map { Expectation(what: what, tensor: tensor, expected: $0) }
    }
      + map_losses.map { j, loss in
        // The competition of all classes and of one of rubbish at the distance j (formula 9).
        let competition = ((-distances).exp().sum(axes: [1]) + Scalar(exp(-j))).log()
        return Expectation(
          what: "map_loss_j\(j)", tensor: (right + competition).mean(), expected: loss)
      }
  }
}
