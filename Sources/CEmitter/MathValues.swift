import KernelTemplates

/// The header of the functions that networks are full of.
struct MathValues: KernelTemplateValues {
  static let template = KernelTemplate.math

  /// Whether the functions of floats are those of doubles, rounded.
  let exact: Bool
  /// The types that have functions of their own.
  let types: [MathTypeValues]
  /// The functions, by name.
  let names: [String]

  init(exact: Bool) {
    self.exact = exact
    types = (exact ? [MathConstants.double] : [.float, .double]).map(\.values)
    names = ["exp", "log", "log1p", "tanh", "sigmoid", "softplus"]
  }
}

/// The functions of one floating-point type.
struct MathTypeValues: TemplateValueGroup {
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
