/// How the cases of a vector file came out.
package struct FileReport: Sendable, Equatable {
  /// Something to tell of a case.
  package struct Remark: Sendable, Equatable {
    /// The name of the case.
    package let name: String
    /// What was found and what was expected, or why it was not run.
    package let detail: String
  }

  /// The name of the file.
  package let name: String
  package let passed: Int
  /// The cases that came out wrong.
  package let failures: [Remark]
  /// The cases that were not run.
  package let skips: [Remark]
  /// Why nothing of the file was run.
  package let refusal: Refusal?

  /// Why a file is not run.
  package enum Refusal: Sendable, Equatable {
    /// It has the form of no conformance vectors.
    case unknownForm(keys: [String])
    case malformed(VectorFileError)
  }

  init(_ name: String, passed: Int, failures: [Remark], skips: [Remark]) {
    self.name = name
    self.passed = passed
    self.failures = failures
    self.skips = skips
    refusal = nil
  }

  init(_ name: String, refusal: Refusal) {
    self.name = name
    passed = 0
    failures = []
    skips = []
    self.refusal = refusal
  }

  /// Whether nothing is wrong with the file. A file of another form says nothing about Croton.
  package var isSuccess: Bool {
    if case .malformed = refusal { return false }
    return failures.isEmpty
  }
}
