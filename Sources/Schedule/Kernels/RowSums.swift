import GraphIR

/// What the kernel of a convolution, or of its gradient at the input, adds up of each row of its
/// results: sums over channels, and the moments of planes, then need not read the results again.
///
/// Rows and not planes, since a plane may be computed in bands, which are as high as the caches of
/// a machine allow: bits must not depend on those.
package struct RowSums: Sendable {
  /// What is added up for each sum, with the strides of an `ElementProgram` of images; the results
  /// have the role `output`.
  package let terms: [ElementProgram]
  /// Whether the results themselves are summed, too, with their squares about the mean of the row.
  package let takesMoments: Bool

  package init(terms: [ElementProgram], takesMoments: Bool) {
    self.terms = terms
    self.takesMoments = takesMoments
  }

  /// The role of a sum, one number for each row; that of the results comes after those of terms.
  package static func role(ofSum number: Int) -> Argument.Role { .result(number) }
}

extension RowSums: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    terms = try text.field("terms")
    takesMoments = try text.field("takesMoments")
    try text.expect(")")
  }
}
