import GraphIR

/// The numbers in the functions of one floating-point type.
///
/// The coefficients are those of minimax polynomials, found by the exchange algorithm of Remez in
/// 60 digits: each was rounded to the type, and the ones after it fitted once more. The errors in
/// ulp are those that `MathAccuracyTests` holds the functions to.
struct MathConstants {
  /// A polynomial with its coefficients from the constant one upwards, and the bound of its
  /// function's relative error, rounding apart.
  struct Polynomial {
    let coefficients: [Double]
    let error: String
  }

  /// The greatest errors of the functions, in units in the last place of the true result.
  struct Accuracy {
    let exp, log, log1p, tanh, sigmoid, softplus: Double
  }

  let type: ElementType
  /// The bits of the fraction, and the bits that a number from 1 to 2 has in its exponent.
  let mantissa, bias: Int
  /// ln 2 in two parts. A product of the first with an exponent has no rounding error.
  let ln2High, ln2Low: Double
  /// Arguments beyond which an exponential is 0 or infinity, a sigmoid 1, and tanh 1.
  let expLeast, expMost, sigmoidMost, tanhMost: Double
  /// The power of 2 that both sides of a sigmoid's fraction are divided by.
  let sigmoidShift: Int
  let exp, tanh, log: Polynomial
  let accuracy: Accuracy

  static let float = MathConstants(
    type: .float, mantissa: 23, bias: 127, ln2High: 0.693359375, ln2Low: -2.1219444e-4,
    expLeast: -104, expMost: 89, sigmoidMost: 30, tanhMost: 9.5, sigmoidShift: 32,
    exp: Polynomial(
      coefficients: [0.49999997, 0.16666539, 0.0416677482, 0.00836708769, 0.00138378609],
      error: "2^-26"),
    tanh: Polynomial(
      coefficients: [-0.333328992, 0.133196056, -0.0525987037, 0.016296329], error: "2^-24"),
    log: Polynomial(coefficients: [0.666667759, 0.399775863, 0.298706949], error: "2^-30"),
    accuracy: Accuracy(exp: 1.1, log: 0.8, log1p: 0.9, tanh: 1.6, sigmoid: 1.8, softplus: 1.7))

  static let double = MathConstants(
    type: .double, mantissa: 52, bias: 1023, ln2High: 0.6931471806019545,
    ln2Low: -4.2009150726810846e-11, expLeast: -746, expMost: 710, sigmoidMost: 60, tanhMost: 20,
    sigmoidShift: 64,
    exp: Polynomial(
      coefficients: [
        0.5, 0.16666666666666677, 0.041666666666666685, 0.0083333333333218372,
        0.0013888888888900657, 0.00019841269885253693, 2.4801587252454481e-05,
        2.7557245186910297e-06, 2.755736158795452e-07, 2.5108698164490086e-08,
        2.0881493863235491e-09,
      ], error: "2^-61"),
    tanh: Polynomial(
      coefficients: [
        -0.33333333333331971, 0.13333333333120187, -0.053968253852517786, 0.02186948541696614,
        -0.0088631870688392275, 0.0035916600977840131, -0.001452923556640342,
        0.0005782708408007247, -0.00020889273347175302, 5.0050405003439507e-05,
      ], error: "2^-55"),
    log: Polynomial(
      coefficients: [
        0.6666666666666734, 0.39999999999416935, 0.28571428741933702, 0.22222198616112607,
        0.18183562248605509, 0.15314100361534685, 0.14795480725025295,
      ], error: "2^-59"),
    accuracy: Accuracy(exp: 1.1, log: 0.9, log1p: 1.0, tanh: 1.7, sigmoid: 1.8, softplus: 1.7))

  /// The values of the header's template.
  var values: MathTypeValues {
    let isFloat = type == .float
    let f = isFloat ? "f" : ""
    let halfRoot = 0.5.squareRoot()
    return MathTypeValues(
      scalar: type.cName, f: f, bits: isFloat ? "uint32_t" : "uint64_t",
      mantissa: mantissa, mantissaAndOne: mantissa + 1, integerBias: (1 << mantissa) + bias,
      sigmoidShift: sigmoidShift,
      round: "0x1.8p\(mantissa)\(f)", one: bits(ofPower: 0), half: bits(ofPower: -1),
      sigmoidOne: bits(ofPower: -sigmoidShift), integerBits: bits(ofPower: mantissa),
      infinityBits: bits(ofPower: bias + 1), mantissaMask: bits((1 << UInt64(mantissa)) - 1),
      sqrtHalf: bits(isFloat ? UInt64(Float(halfRoot).bitPattern) : halfRoot.bitPattern),
      leastNormal: "0x1p\(1 - bias)\(f)", log2e: number(1.4426950408889634),
      ln2: number(0.6931471805599453), sqrtTwo: number(2.0.squareRoot()),
      ln2High: number(ln2High), ln2Low: number(ln2Low), expLeast: number(expLeast),
      expMost: number(expMost), sigmoidMost: number(sigmoidMost), tanhMost: number(tanhMost),
      infinity: number(.infinity), nan: number(.nan),
      expUlps: accuracy.exp, logUlps: accuracy.log, log1pUlps: accuracy.log1p,
      tanhUlps: accuracy.tanh, sigmoidUlps: accuracy.sigmoid, softplusUlps: accuracy.softplus,
      exp: values(of: exp), tanh: values(of: tanh), log: values(of: log))
  }

  /// A polynomial by Horner's rule, its highest coefficient first.
  func values(of polynomial: Polynomial) -> PolynomialValues {
    let falling = Array(polynomial.coefficients.reversed())
    return PolynomialValues(
      degree: falling.count - 1, error: polynomial.error, leading: falling.first.map(number) ?? "0",
      terms: falling.dropFirst().map(number))
  }

  private func number(_ value: Double) -> String { Literal.Scalar.real(value).cLiteral(as: type) }

  /// The bits of a power of 2.
  private func bits(ofPower power: Int) -> String { bits(UInt64(bias + power) << UInt64(mantissa)) }

  private func bits(_ pattern: UInt64) -> String {
    let digits = String(pattern, radix: 16)
    let count = type.byteCount * 2
    let zeros = String(repeating: "0", count: max(0, count - digits.count))
    return "UINT\(type.byteCount * 8)_C(0x\(zeros)\(digits))"
  }
}
