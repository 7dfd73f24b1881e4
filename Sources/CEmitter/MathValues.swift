import KernelTemplates

/// The header of the mathematical functions.
struct MathValues: KernelTemplateValues {
  static let template = KernelTemplate.math

  /// Whether the functions are the C library's.
  let exact: Bool
  let types: [MathTypeValues]

  init(exact: Bool) {
    self.exact = exact
    types = [MathConstants.float, .double].map(\.values)
  }
}

/// The functions of one floating-point type.
struct MathTypeValues: TemplateValues {
  let scalar, f, bits: String
  let mantissa, mantissaAndOne, integerBias, sigmoidShift: Int
  let round, one, half, sigmoidOne, integerBits, infinityBits, mantissaMask, sqrtHalf: String
  let leastNormal, log2e, ln2, sqrtTwo, ln2High, ln2Low: String
  let expLeast, expMost, sigmoidMost, tanhMost, infinity, nan: String
  let expUlps, logUlps, log1pUlps, tanhUlps, sigmoidUlps, softplusUlps: Double
  let exp, tanh, log: PolynomialValues
}

/// A polynomial by Horner's rule.
struct PolynomialValues: TemplateValues {
  let degree: Int
  let error, leading: String
  let terms: [String]
}
