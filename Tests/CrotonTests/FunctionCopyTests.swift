import Croton
import Foundation
import Testing

@testable import Compiler

/// Copies of functions on other shared values, and the end of functions.
@Suite struct FunctionCopyTests {
  private let w = Shared("w", NDArray<Float>([1, 2]))
  private let count = Shared("count", NDArray<Int64>(0))
  private let x = Tensor<Float>.placeholder("x", shape: [2])

  private func make() throws -> Function {
    try function(
      "step", inputs: [x], outputs: [w * x],
      updates: [Update(w, to: w + x), Update(count, to: count + 1)])
  }

  @Test func aCopyWorksOnOtherSharedValues() throws {
    let step = try make()
    let other = Shared("other", NDArray<Float>([10, 20]))
    let copy = try step.copy(replacing: [w: other])
    #expect(try copy(NDArray<Float>([3, 4]))[0] == NDArray<Float>([30, 80]))
    #expect(other.value.scalars == [13, 24])
    #expect(w.value.scalars == [1, 2])
    // What is not replaced is common to both.
    #expect(count.value.scalar == 1)
    try step(NDArray<Float>([1, 1]))
    #expect(w.value.scalars == [2, 3])
    #expect(other.value.scalars == [13, 24])
    #expect(count.value.scalar == 2)
    #expect(copy.compilation.directory == step.compilation.directory)
  }

  @Test func aCopyMayBeCopied() throws {
    let other = Shared("other", NDArray<Float>([10, 20]))
    let third = Shared("third", NDArray<Float>([100, 200]))
    let copy = try make().copy(replacing: [w: other])
    let one = NDArray<Float>([1, 1])
    #expect(try copy.copy(replacing: [other: third])(one)[0] == NDArray<Float>([100, 200]))
    #expect(
      errorText { _ = try copy.copy(replacing: [w: third]) } == "\(#fileID):\(#line): error: "
        + "step: it reads no shared value 'w'; there are 'other', 'count'")
  }

  @Test func sharedValuesMayTradePlaces() throws {
    let v = Shared("v", NDArray<Float>([5, 7]))
    let difference = try function(outputs: [w - v])
    let back = try difference.copy(replacing: [w: v, v: w])
    #expect(try difference()[0] == NDArray<Float>([-4, -5]))
    #expect(try back()[0] == NDArray<Float>([4, 5]))
  }

  private struct Computed: SharedValue {
    let tensor: Tensor<Float>
  }

  @Test func errorsAreTold() throws {
    let step = try make()
    let v = Shared("v", NDArray<Float>([5, 7]))
    let long = Shared("long", NDArray<Float>([5, 7, 9]))
    let double = Shared("double", NDArray<Double>([5, 7]))
    #expect(
      errorText { _ = try step.copy(replacing: [v: w]) } == "\(#fileID):\(#line): error: "
        + "step: it reads no shared value 'v'; there are 'w', 'count'")
    #expect(
      errorText { _ = try step.copy(replacing: [w: long]) } == "\(#fileID):\(#line): error: "
        + "step: 'w' is replaced by float(3,); expected float(2,)")
    #expect(
      errorText { _ = try step.copy(replacing: [w: double]) } == "\(#fileID):\(#line): error: "
        + "step: 'w' is replaced by double(2,); expected float(2,)")
    #expect(
      errorText { _ = try step.copy(replacing: [w: v, w: v]) } == "\(#fileID):\(#line): error: "
        + "step: 'w' is replaced twice")
    #expect(
      errorText { _ = try step.copy(replacing: [w: Computed(tensor: x)]) }
        == "\(#fileID):\(#line): error: "
        + "step: 'w' is replaced by a tensor that is not shared; expected a Shared")
    #expect(
      errorText { _ = try step.copy(replacing: [w: Computed(tensor: x.flatten(2))]) }
        == "\(#fileID):\(#line): error: step: what replaces 'w' has no value: "
        + "flatten: 2 axes of shape (2,); expected 1 to 1")
    let both = try function("both", updates: [Update(w, to: v), Update(v, to: w)])
    #expect(
      errorText { _ = try both.copy(replacing: [w: v]) } == "\(#fileID):\(#line): error: "
        + "both: 'v' would be both 'v' and 'w'; expected different shared values")
  }

  /// Copies run at the same time, each on its own values and all on the common one.
  @Test func copiesRunSideBySide() async throws {
    let size = 1000
    let total = Shared("total", NDArray<Int64>(0))
    let weights = Shared("weights", try NDArray<Float>(repeating: 0, shape: [size]))
    let step = try function(
      outputs: [(weights * 2).sum()],
      updates: [Update(weights, to: weights + 1), Update(total, to: total + 1)])
    let others = try (0..<6).map {
      Shared("weights\($0)", try NDArray<Float>(repeating: Float($0), shape: [size]))
    }
    let copies = try others.map { try step.copy(replacing: [weights: $0]) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, copy) in copies.enumerated() {
        for _ in 0..<2 {
          group.addTask {
            var last: Float = -1
            for _ in 0..<50 {
              let sum = try copy()[0, as: Float.self].scalars[0]
              #expect(sum > last)
              #expect(
                (sum / 2 / Float(size) - Float(number)).truncatingRemainder(dividingBy: 1) == 0)
              last = sum
            }
          }
        }
      }
      try await group.waitForAll()
    }
    for (number, other) in others.enumerated() {
      #expect(Set(other.value.scalars) == [Float(number + 100)])
    }
    #expect(Set(weights.value.scalars) == [0])
    #expect(total.value.scalar == 600)
  }

  // MARK: The end

  /// Whether the library in a folder of the cache is part of this process.
  private func isLoaded(_ directory: String) throws -> Bool {
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
    let library = try #require(names.first { $0.hasSuffix(".so") || $0.hasSuffix(".dylib") })
    guard let handle = dlopen("\(directory)/\(library)", RTLD_NOW | RTLD_NOLOAD) else {
      return false
    }
    dlclose(handle)
    return true
  }

  @Test func theLibraryIsClosedAfterTheLastCopy() throws {
    // A function that no other test has, so that no other test has its library open.
    var step: Function? = try function("closed", inputs: [x], outputs: [w * x + 0.123])
    let directory = try #require(step?.compilation.directory)
    var copy = try step?.copy()
    #expect(try isLoaded(directory))
    step = nil
    #expect(try isLoaded(directory))
    #expect(try copy?(NDArray<Float>([0, 0]))[0] == NDArray<Float>([0.123, 0.123]))
    copy = nil
    #expect(try !isLoaded(directory))
  }

  @Test func aFunctionLetsGoOfItsMemory() throws {
    weak var compiled: AnyObject?
    weak var original: Function?
    weak var storage: AnyObject?
    do {
      let own = Shared("own", NDArray<Float>([1, 2]))
      let step = try function(
        "released", inputs: [x], outputs: [own * x], updates: [Update(own, to: x)])
      let copy = try step.copy()
      original = step
      compiled = copy.compiled
      storage = own.storage
      try step(NDArray<Float>([1, 2]))
      try copy(NDArray<Float>([1, 2]))
      #expect(compiled != nil)
    }
    #expect(original == nil)
    #expect(compiled == nil)
    #expect(storage == nil)
  }
}
