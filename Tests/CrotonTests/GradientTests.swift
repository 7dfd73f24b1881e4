import Croton
import Foundation
import Testing

/// Gradients in compiled functions.
@Suite struct GradientTests {
  private let x = Shared("x", NDArray<Double>([1.5, -2]))

  private func values(_ tensors: [Tensor<Double>]) throws -> [[Double]] {
    let outputs = try function(outputs: tensors)()
    return try tensors.indices.map { try outputs[$0, as: Double.self].scalars }
  }

  @Test func severalCosts() throws {
    let gradients = try gradient(of: [x.squared().sum(), (3 * x).sum()], withRespectTo: [x])
    #expect(gradients[0].name == "dx")
    #expect(try values(gradients) == [[6, -1]])
  }

  @Test func knownGradients() throws {
    let hidden = x.squared()
    let feedback = Shared("feedback", NDArray<Double>([10, 100]))
    let gradients = try gradient(
      of: [], withRespectTo: [x], knownGradients: [KnownGradient(hidden, feedback)])
    #expect(try values(gradients) == [[30, -400]])
  }

  @Test func stopsAndClips() throws {
    #expect(
      try values(gradient(of: (x * stopGradient(x)).sum(), withRespectTo: [x])) == [[1.5, -2]])
    #expect(try values(gradient(of: stopGradient(x).sum(), withRespectTo: [x])) == [[0, 0]])
    #expect(
      try values(gradient(of: clipGradient(x, -1, 1).squared().sum(), withRespectTo: [x]))
        == [[1, -1]])
    #expect(try values([stopGradient(x), clipGradient(x, 0, 0)]) == [[1.5, -2], [1.5, -2]])
  }

  /// Once gradients are taken, there is nothing left of them to compute.
  @Test(arguments: [true, false])
  func stopsAndClipsVanish(isOptimized: Bool) throws {
    let f = try function(
      outputs: [stopGradient(x) + clipGradient(x.tanh(), -1, 1)],
      options: .testing(optimization: isOptimized ? .full : .none))
    let names = f.generated.optimizedGraph.description
    #expect(names.contains("stopGradient") == !isOptimized)
    #expect(names.contains("clipGradient") == !isOptimized)
    let expected = x.value.scalars.map { $0 + Foundation.tanh($0) }
    let found = try f()[0, as: Double.self].scalars
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-14 })
  }

  @Test func disconnectedParameters() throws {
    let unused = Shared("unused", NDArray<Double>([1, 2, 3]))
    let gradients = try gradient(
      of: x.sum(), withRespectTo: [x, unused], disconnected: .zero)
    #expect(try values(gradients) == [[1, 1], [0, 0, 0]])
  }

  @Test func products() throws {
    let matrix = Shared("A", try NDArray<Double>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6]))
    let result = dot(matrix, x.squared().dimshuffle(0, nil)).flatten(1)
    let v = Shared("v", NDArray<Double>([1, 10, 100]))
    let direction = Shared("direction", NDArray<Double>([1, -1]))
    // The Jacobian by x is A · 2x.
    #expect(
      try values(vectorJacobianProduct(of: result, withRespectTo: [x], vector: v))
        == [[3 * 531, -4 * 642]])
    let moved = try jacobianVectorProduct(of: result, withRespectTo: [x], along: [direction])
    #expect(moved.shape == [3])
    #expect(try values([moved]) == [[3 + 8, 9 + 16, 15 + 24]])
    let both = try jacobianVectorProduct(
      of: result, withRespectTo: [x, matrix], along: [direction, matrix])
    #expect(try values([both]) == [[11 + 10.25, 25 + 22.75, 39 + 35.25]])
  }

  /// The Hessian of `Σ x³` is diagonal, 6 x.
  @Test func hessianVectorProduct() throws {
    let direction = Shared("direction", NDArray<Double>([1, -1]))
    let first = try gradient(of: (x * x * x).sum(), withRespectTo: [x])[0]
    let product = try gradient(of: (first * direction).sum(), withRespectTo: [x])[0]
    let other = try jacobianVectorProduct(of: first, withRespectTo: [x], along: [direction])
    #expect(try values([product, other]) == [[9, 12], [9, 12]])
  }

  // MARK: Mistakes

  @Test func errorsAreTold() throws {
    let line = #line
    let short = Shared("short", NDArray<Double>([1]))
    let known = KnownGradient(x, short)
    let cost = x.sum()
    #expect(
      errorText { _ = try gradient(of: cost, withRespectTo: [x], knownGradients: [known]) } == """
        \(#fileID):\(line + 2): error: gradient: the known gradient is double(1,); \
        expected double(2,), the type of the tensor that it is for
        \(#fileID):7: note: the tensor, 'x', is made here
        """)
    #expect(
      errorText { _ = try gradient(of: [cost, x.tanh()], withRespectTo: [x]) } == """
        \(#fileID):\(#line): error: gradient: the cost has shape (2,); \
        expected a single number (use sum or mean)
        \(#fileID):\(#line): note: cost 1, it, is made here
        """)
    #expect(
      errorText { _ = try vectorJacobianProduct(of: cost, withRespectTo: [x], vector: x) } == """
        \(#fileID):\(#line): error: vectorJacobianProduct: the vector is double(2,); \
        expected double(), the type of the result
        """)
    #expect(
      errorText { _ = try jacobianVectorProduct(of: cost, withRespectTo: [x], along: [short]) }
        == """
        \(#fileID):\(#line): error: jacobianVectorProduct: \
        the direction of parameter 0 is double(1,); expected double(2,)
        \(#fileID):7: note: parameter 0, 'x', is made here
        """)
    #expect(
      errorText { _ = try gradient(of: clipGradient(x, 1, -1).sum(), withRespectTo: [x]) } == """
        \(#fileID):\(#line): error: clipGradient: the bounds are 1.0 and -1.0; \
        expected the lower one first
        """)
  }
}
