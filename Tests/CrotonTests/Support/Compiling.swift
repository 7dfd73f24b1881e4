import Croton
import Foundation

/// The cache of this process's tests.
///
/// One for all of them, and removed only when the process ends: the loader knows libraries by their
/// inodes, and takes a new file with the inode of a removed one for the library it has already.
private enum TestCache {
  static let directory: String = {
    atexit { try? FileManager.default.removeItem(atPath: TestCache.directory) }
    return FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tests-\(UUID().uuidString)").path
  }()
}

extension CompileOptions {
  /// The default options, but for the cache and for threads, of which tests that run side by side
  /// would have too many.
  static func testing(
    threads: Int = 1, optimization: Optimization = .full, isExact: Bool = false,
    vectorBytes: Int? = nil
  ) -> CompileOptions {
    CompileOptions(
      optimization: optimization, threads: threads, isExact: isExact, vectorBytes: vectorBytes,
      cacheDirectory: TestCache.directory)
  }
}

/// A compiled function of the given parts.
@discardableResult
func function(
  _ name: String = "f", inputs: [any TensorConvertible] = [],
  outputs: [any TensorConvertible] = [], updates: [Update] = [], givens: [Given] = [],
  unusedInputs: UnusedInputs = .refused, options: CompileOptions = .testing(),
  file: String = #fileID,
  line: Int = #line
) throws -> Function {
  try compile(
    name: name, inputs: inputs, outputs: outputs, updates: updates, givens: givens,
    unusedInputs: unusedInputs, options: options, file: file, line: line)
}

/// What the error that the body throws says to the user.
func errorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing thrown"
  } catch let error as ModelError {
    return error.description
  } catch {
    return "another error: \(error)"
  }
}
