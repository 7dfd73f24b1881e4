import Croton
import Foundation
import Testing

/// Gradient checks from the public side.
@Suite struct CheckGradientTests {
  private let w = Shared("w", NDArray<Float>([0.5, -1, 2]))
  private let b = Shared("b", NDArray<Float>(0.25))

  /// A message without the numbers that depend on rounding.
  private func withoutErrors(_ message: String) -> String {
    message.replacing(/error of [0-9.e+-]+;/, with: "error of E;")
  }

  @Test func rightGradientsPass() throws {
    let x = Tensor<Float>.placeholder("x", shape: [4, 3])
    let labels = Tensor<Int32>.placeholder("labels", shape: [4])
    let scores = (x * w).tanh() + b
    let cost = -scores.logSoftmax().gathered(byLabel: labels).mean()
    let pixels = try NDArray<Float>(shape: [4, 3], scalars: (0..<12).map { Float($0) / 10 })
    let report = try checkGradient(
      of: cost + b.squared(), withRespectTo: [w, b],
      givens: [
        Given(x, Tensor.constant(pixels)), Given(labels, Tensor.constant(NDArray([0, 1, 2, 0]))),
      ],
      directions: 2, seed: 7, options: .testing())
    #expect(report.parameters.map(\.name) == ["w", "b"])
    #expect(report.parameters.allSatisfy { $0.numeric.count == 2 && $0.relativeError < 1e-7 })
    #expect(report.seed == 7)
    #expect(report.description.hasSuffix("\nseed 7, tolerance 1.0e-06"))
    // The parameters keep their values.
    #expect(w.value.scalars == [0.5, -1, 2])
  }

  /// A Double is checked as it is, an integer and a state stay as they are.
  @Test func otherElementTypesStay() throws {
    let v = Shared("v", NDArray<Double>([1, 2]))
    let count = Shared("count", NDArray<Int32>(3))
    count.setDefaultUpdate { $0 + 1 }
    let cost = (v.squared() * count.cast(to: Double.self)).sum()
    try checkGradient(of: cost, withRespectTo: [v], seed: 1, options: .testing())
    #expect(count.value.scalar == 3)
  }

  @Test func theSameSeedGivesTheSameReport() throws {
    let cost = w.tanh().sum()
    func report() throws -> String {
      try checkGradient(of: cost, withRespectTo: [w], seed: 3, options: .testing()).description
    }
    #expect(try report() == report())
  }

  @Test func wrongGradientsFail() throws {
    // The gradient of what is stopped is not that of the function.
    let cost = (w * stopGradient(w)).sum() + b.tanh()
    let line = #line + 2
    let found = errorText {
      try checkGradient(of: cost, withRespectTo: [w, b], seed: 7, options: .testing())
    }
    #expect(
      withoutErrors(found) == """
        \(#fileID):\(line): error: checkGradient: the gradient by 'w' differs from finite differences \
        by a relative error of E; expected at most 1.0e-06 (seed 7)
        """)
    #expect(found.contains("error of 5.0e-01;"))
  }

  @Test func aCostThatIsNoNumberIsSaid() throws {
    let v = Shared("v", NDArray<Double>([-1, 2]))
    let found = errorText {
      try checkGradient(of: v.sqrt().sum(), withRespectTo: [v], seed: 1, options: .testing())
    }
    #expect(
      found.contains(
        "the cost is NaN at the point where gradients are compared; expected a finite number"))
  }

  /// Slopes that are small against the cost, but far above its rounding.
  @Test func aWideToleranceDoesNotHideAMissingGradient() throws {
    let v = Shared("v", NDArray<Double>([1, 2]))
    let cost = (stopGradient(v) * 1e-3 + v * 0).sum() + 1000
    let found = errorText {
      try checkGradient(of: cost, withRespectTo: [v], seed: 1, tolerance: 1e-2, options: .testing())
    }
    #expect(found.contains("the gradient by 'v' differs from finite differences"))
  }

  @Test func noSlopeFails() throws {
    let cost = (w .> 0).cast(to: Float.self).sum()
    #expect(
      errorText { try checkGradient(of: cost, withRespectTo: [w], seed: 7, options: .testing()) }
        == "\(#fileID):\(#line): error: checkGradient: no parameter changes the cost, "
        + "so that there is nothing to compare gradients with (seed 7)")
  }

  /// Numbers that are none are no small error.
  @Test func slopesThatAreNoNumbersFail() throws {
    // A root at 0 has a value, but no slope.
    let edge = Shared("w", NDArray<Float>([0, 1, 2]))
    let cost = (edge.sqrt() * b).sum()
    let found = errorText {
      try checkGradient(of: cost, withRespectTo: [edge], seed: 7, options: .testing())
    }
    #expect(found.contains("the gradient by 'w' differs"))
  }

  /// What rounding leaves of a sum of probabilities is no slope.
  @Test func slopesOfRoundingAloneFail() throws {
    let cost = w.softmax().sum()
    #expect(
      errorText { try checkGradient(of: cost, withRespectTo: [w], seed: 7, options: .testing()) }
        == "\(#fileID):\(#line): error: checkGradient: no parameter changes the cost, "
        + "so that there is nothing to compare gradients with (seed 7)")
  }

  /// Steps shrink until they stay on this side of a kink.
  @Test(arguments: [1e-3, 5e-5, 1e-6, -1e-6, -5e-5])
  func kinksNearThePointAreNotCrossed(distance: Double) throws {
    let v = Shared("v", NDArray<Double>([1, 2]))
    let cost = (v - 1 - distance).relu().sum() + v.squared().sum()
    let report = try checkGradient(of: cost, withRespectTo: [v], seed: 7, options: .testing())
    #expect(report.parameters[0].numeric.count == 3)
    #expect(report.parameters[0].skippedDirections == 0)
  }

  /// A kink that is nearer than any step is crossed along some directions, and others take their
  /// place.
  @Test func directionsWithAKinkAreSkippedAndCounted() throws {
    let v = Shared("v", NDArray<Double>([0, 1]))
    let first = v.sliced(from: 0, to: 1)
    let cost = v.sum() + (first - 5e-8).abs().sum()
    let report = try checkGradient(
      of: cost, withRespectTo: [v], directions: 5, seed: 7, options: .testing())
    let skipped = report.parameters[0].skippedDirections
    #expect(skipped > 0)
    #expect(report.parameters[0].numeric.count == 5)
    #expect(report.description.contains(", \(skipped) direction"))
    #expect(report.description.contains(" with a kink skipped\n"))
  }

  /// A gradient that nothing was compared with is not taken for right.
  @Test func kinksInAllDirectionsFail() throws {
    let v = Shared("v", NDArray<Double>([0, 1]))
    let cost = v.abs().sum() + b.cast(to: Double.self)
    let line = #line + 2
    let found = errorText {
      try checkGradient(of: cost, withRespectTo: [v], seed: 7, options: .testing())
    }
    #expect(
      found == """
        \(#fileID):\(line): error: checkGradient: the gradient by 'v' was not compared, since all 12 \
        directions that were tried have a kink of the cost; expected a point away from kinks, \
        such as another seed or fewer images give (seed 7)
        """)
  }

  /// Gradients are wrong beside kinks as anywhere.
  @Test func wrongGradientsBesideKinksFail() throws {
    let v = Shared("v", NDArray<Double>([1, 2]))
    let cost = ((v - 1 - 1e-6).relu() * stopGradient(v)).sum() + v.sum()
    let found = errorText {
      try checkGradient(of: cost, withRespectTo: [v], seed: 7, options: .testing())
    }
    #expect(found.contains("the gradient by 'v' differs"))
  }

  /// Zeros that are tied are moved apart.
  @Test func displacementMovesAwayFromKinks() throws {
    let zeros = Shared("zeros", try NDArray<Float>(repeating: 0, shape: [2, 2]))
    let cost = zeros.maxPool2d((2, 2), ignoreBorder: true).sum()
    #expect(
      errorText {
        try checkGradient(of: cost, withRespectTo: [zeros], seed: 7, options: .testing())
      }
      .contains("the gradient by 'zeros' was not compared"))
    try checkGradient(
      of: cost, withRespectTo: [zeros], displacement: 1, seed: 7, options: .testing())
    #expect(zeros.value.scalars == [0, 0, 0, 0])
  }

  @Test func settingsMustMakeSense() {
    let cost = w.sum()
    #expect(
      errorText { try checkGradient(of: cost, withRespectTo: [w], directions: 0) }
        == "\(#fileID):\(#line): error: checkGradient: 0 directions are not possible; "
        + "expected at least 1")
    #expect(
      errorText { try checkGradient(of: cost, withRespectTo: [w], tolerance: .nan) }
        == "\(#fileID):\(#line): error: checkGradient: a tolerance of nan is not possible; "
        + "expected a number of at least 0")
    #expect(
      errorText { try checkGradient(of: w.tanh(), withRespectTo: [w]) }
        == "\(#fileID):\(#line): error: gradient: the cost has shape (3,); "
        + "expected a single number (use sum or mean)")
  }
}
