import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing

/// Functions whose buffers lie between guard pages.
@Suite struct BoundsCheckTests {
  /// A kernel that goes beyond a buffer ends the process, with an error that names the buffer.
  @Test(arguments: [
    ("read", "112 bytes after", "x_product_"), ("write", "112 bytes after", "x_stray_result_"),
    ("write-before", "80000 bytes before", "x_stray_result_"),
  ])
  func aStrayKernelIsNamed(what: String, place: String, buffer: String) throws {
    let folder = TemporaryDirectory()
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: false)
    let products = Bundle.main.bundleURL.resolvingSymlinksInPath()
    let program = Program(
      path: products.appending(path: "stray-kernel").path, folder: folder.path,
      changes: ["SWIFT_BACKTRACE": "enable=no"])
    let result = try program.run([what, "\(folder.path)/cache"])
    #expect(result.status == -SIGSEGV)
    #expect(result.output == "")
    #expect(
      result.errors
        == "Error: 'stray' touched memory \(place) its buffer '\(buffer)' of 400 bytes; "
        + "expected indices within it\n")
  }

  /// The results are those of functions without: outputs, updates, failed calls, and the workspaces
  /// of threads.
  @Test func resultsAreTheSame() throws {
    func results(checksBounds: Bool) throws -> [[Float]] {
      let images = Tensor<Float>.placeholder("images", shape: [20, 1, 12, 12])
      let filters = Shared(
        "filters", try NDArray(shape: [4, 1, 3, 3], scalars: (0..<36).map { Float($0 % 7) - 3 }))
      let row = Tensor<Int32>.placeholder("row")
      let cost = conv2d(images, filters: filters.tensor).maxPool2d((2, 2)).tanh()
        .sliced(from: row, count: 10).squared().mean()
      var options = CompileOptions.testing(threads: 2)
      options.checksBounds = checksBounds
      let step = try compile(
        name: "step", inputs: [images, row], outputs: [cost],
        updates: [
          Update(
            filters, to: filters - 0.1 * gradient(of: cost, withRespectTo: [filters.tensor])[0])
        ],
        options: options)
      let values = try NDArray<Float>(
        shape: [20, 1, 12, 12], scalars: (0..<2_880).map { Float($0 % 13) / 13 })
      let outputs = try step(values, 3)
      #expect(throws: ModelError.self) { try step(values, 11) }
      return [try outputs[0, as: Float.self].scalars, filters.value.scalars]
    }
    #expect(try results(checksBounds: true) == results(checksBounds: false))
  }
}
