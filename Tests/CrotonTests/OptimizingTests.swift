import Croton
import Testing

/// The choice of passes where a function is compiled.
@Suite struct OptimizingTests {
  private func operations(_ function: Function) -> [String] {
    function.generated.optimizedGraph.nodes.map(\.operation.name)
  }

  @Test func passesCanBeExcluded() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 1, 6, 6])
    let filters = Tensor<Float>.placeholder("filters", shape: [2, 1, 3, 3])
    let result = conv2d(x, filters: filters).maxPool2d((2, 2)).tanh()
    let full = try compile(inputs: [x, filters], outputs: [result])
    let without = try compile(
      inputs: [x, filters], outputs: [result], optimizing: .full.excluding("fuse-conv-pool"))
    let none = try compile(inputs: [x, filters], outputs: [result], optimizing: Optimization.none)
    #expect(operations(full).contains("convolutionBlock"))
    #expect(!operations(without).contains("convolutionBlock"))
    #expect(none.generated.optimizedGraph.description == none.generated.graph.description)
    let images = try NDArray<Float>(
      shape: [2, 1, 6, 6], scalars: (0..<72).map { Float($0 % 7) / 70 })
    let weights = try NDArray<Float>(repeating: 0.1, shape: [2, 1, 3, 3])
    let expected = try full(images, weights)[result].scalars
    for function in [without, none] {
      for (found, expected) in zip(try function(images, weights)[result].scalars, expected) {
        #expect(abs(found - expected) < 1e-6)
      }
    }
  }

  @Test func unknownPassesAreNamed() throws {
    let x = Tensor<Float>.placeholder("x")
    #expect {
      try compile(inputs: [x], outputs: [x + 1], optimizing: .full.excluding("fuse-conv-pol"))
    } throws: { error in
      "\(error)" == "there is no pass 'fuse-conv-pol'; did you mean 'fuse-conv-pool'?"
    }
  }
}
