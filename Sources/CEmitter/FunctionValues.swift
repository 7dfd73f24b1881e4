import KernelTemplates

/// The header of the functions that few networks have: they are doubles', and those of floats are
/// rounded from them.
struct FunctionValues: KernelTemplateValues {
  static let template = KernelTemplate.functions

  let constants: MathTypeValues
  /// The lines of the table of 2 / pi, of which the last ends it.
  let twoOverPi: [String]
  let sine, cosine, erf, erfc, atanh: PolynomialValues
  let accuracy: FunctionAccuracy
  /// The functions of one number, by name.
  let names: [String]

  init() {
    let double = MathConstants.double
    constants = double.values
    let words = FunctionConstants.twoOverPi.map(Self.hexadecimal)
    let starts = stride(from: 0, to: words.count, by: 6)
    twoOverPi = starts.map { start in
      let line = words[start..<min(start + 6, words.count)].joined(separator: ", ")
      return line + (start + 6 < words.count ? "," : "};")
    }
    sine = double.values(of: FunctionConstants.sine)
    cosine = double.values(of: FunctionConstants.cosine)
    erf = double.values(of: FunctionConstants.erf)
    erfc = double.values(of: FunctionConstants.erfc)
    atanh = double.values(of: FunctionConstants.atanh)
    accuracy = FunctionConstants.accuracy
    names = ["sin", "cos", "erf", "expm1"]
  }

  private static func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// The greatest errors of the functions, in units in the last place of the true result.
struct FunctionAccuracy: TemplateValues {
  let sin, cos, erf, expm1, pow: Double
}
