import Croton
import Frontend
import Testing

/// Neither the C of a function nor what it keeps on the stack grows with the extents of its tensors.
@Suite struct CodeSizeTests {
  // The longest of these functions has 26,000 bytes, whatever the extents.
  private static let mostBytes = 40_000
  private static let mostVectorsOfAnArray = 128

  private func check(
    image: [Int], filters: [Int], stride: (Int, Int) = (1, 1), dilation: (Int, Int) = (1, 1),
    pool: (Int, Int)? = nil
  ) throws {
    let x = Tensor<Float>.placeholder("x", shape: Shape(image))
    let w = Tensor<Float>.placeholder("w", shape: Shape(filters))
    var y = conv2d(x, filters: w, stride: stride, dilation: dilation)
    if let pool { y = y.maxPool2d(pool) }
    y = y.tanh()
    let gradients = try gradient(of: y.squared().sum(), withRespectTo: [x, w])
    for output in [y] + gradients {
      let definition = try FunctionDefinition(
        name: "f", inputs: [x, w], outputs: [output], updates: [], givens: [],
        at: Diagnostics.SourceLocation(file: #fileID, line: #line))
      let source = try GeneratedFunction(definition, options: .testing()).source
      let text = try #require(source.files.first).text
      #expect(text.utf8.count < Self.mostBytes, "\(image) \(filters) \(pool ?? (1, 1))")
      // Members of a thread's workspace are planned memory, and lie on no stack.
      let functions = text.replacing(/struct \w+ {[^}]*};/, with: "")
      for array in functions.matches(of: /croton_\w+_vector \w+((?:\[\d+\])+)( = {0})?;/) {
        let vectors = array.output.1.matches(of: /\d+/).reduce(1) { $0 * (Int($1.output) ?? 1) }
        #expect(vectors <= Self.mostVectorsOfAnArray, "\(array.output.0)")
      }
    }
  }

  @Test(arguments: [
    [4, 2, 3, 3], [4, 2, 5, 5], [4, 2, 1, 9], [4, 2, 1, 1], [16, 8, 3, 3], [4, 2, 7, 7],
  ])
  func imagesMayBeLarge(_ filters: [Int]) throws {
    for image in [
      [16, filters[1], 32, 4096], [16, filters[1], 4096, 32], [4096, filters[1], 32, 32],
    ] {
      try check(image: image, filters: filters)
      try check(image: image, filters: filters, stride: (2, 2))
      try check(image: image, filters: filters, dilation: (2, 2))
      try check(image: image, filters: filters, pool: (2, 2))
    }
    try check(image: [16, filters[1], 32, 4096], filters: filters, pool: (1, 4000))
  }

  @Test func filtersMayBeLargeAndMany() throws {
    try check(image: [16, 2, 1, 4000], filters: [4, 2, 1, 2000])
    try check(image: [16, 2, 4000, 1], filters: [4, 2, 2000, 1])
    try check(image: [16, 2000, 8, 8], filters: [4, 2000, 3, 3])
    try check(image: [16, 4, 8, 8], filters: [2000, 4, 3, 3])
  }
}
