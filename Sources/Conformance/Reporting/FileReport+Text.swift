extension FileReport: CustomStringConvertible {
  /// A line for the file, and one for each case that failed or was not run.
  ///
  ///     conv2d.json  228 passed, 1 failed, 0 skipped
  ///       failed: basic1: compiled, Float: output: got element 0 as 1.0, expected 2.0
  package var description: String {
    switch refusal {
    case .unknownForm(let keys):
      return "\(name)  not run: none of the known forms of vectors has "
        + (keys.isEmpty ? "such content" : "the keys \(keys.joined(separator: ", "))")
    case .malformed(let error):
      return "\(name)  malformed: \(error)"
    case nil:
      let counts = "\(passed) passed, \(failures.count) failed, \(skips.count) skipped"
      let remarks =
        failures.map { "  failed: \($0.name): \($0.detail)" }
        + skips.map { "  skipped: \($0.name): \($0.detail)" }
      return (["\(name)  \(counts)"] + remarks).joined(separator: "\n")
    }
  }
}
