/// The numbers in the functions of `croton_functions.h`.
///
/// The coefficients are those of minimax polynomials, found by the exchange algorithm of Remez in
/// 45 digits and rounded; the errors are those of the rounded ones. The errors in ulp are those that
/// `MathAccuracyTests` holds the functions to.
enum FunctionConstants {
  /// 55 zeros and the first 1193 bits of 2 / pi: enough for the greatest double.
  static let twoOverPi: [UInt32] = [
    0x0000_0000, 0x0000_0145, 0xF306_DC9C, 0x882A_53F8, 0x4EAF_A3EA, 0x69BB_81B6,
    0xC52B_3278, 0x8720_83FC, 0xA2C7_57BD, 0x778A_C36E, 0x48DC_7484, 0x9BA5_C00C,
    0x925D_D413, 0xA324_39FC, 0x3BD6_3962, 0x534E_7DD1, 0x046B_EA5D, 0x7689_09D3,
    0x38E0_4D68, 0xBEFC_8273, 0x23AC_7306, 0xA673_E939, 0x08BF_177B, 0xF250_763F,
    0xF12F_FFBC, 0x0B30_1FDE, 0x5E23_16B4, 0x14DA_3EDA, 0x6CFD_9E4F, 0x9613_6E9E,
    0x8C7E_CD3C, 0xBFD4_5AEA, 0x4F75_8FD7, 0xCBE2_F67A, 0x0E73_EF14, 0xA525_D4D7,
    0xF6BF_623F, 0x1ABA_10AC, 0x0660_8DF8,
  ]

  /// `P` of `sin r = r + r^3 P(r^2)`, up to pi / 4.
  static let sine = MathConstants.Polynomial(
    coefficients: [
      -0.1666666666666663, 0.008333333333321839, -0.00019841269829356343, 2.75573135375705e-06,
      -2.5050734218028605e-08, 1.589542215414381e-10,
    ], error: "2^-57")

  /// `P` of `cos r = 1 - r^2 / 2 + r^4 P(r^2)`, up to pi / 4.
  static let cosine = MathConstants.Polynomial(
    coefficients: [
      0.041666666666666595, -0.0013888888888873344, 2.4801587289004475e-05,
      -2.7557314217972746e-07, 2.087570554962722e-09, -1.1358758315873343e-11,
    ], error: "2^-63")

  /// `P` of `artanh s = s (1 + z (1/3 + z (1/5 + z P(z))))` with `z = s^2`, up to where `s` is
  /// `(sqrt 2 - 1) / (sqrt 2 + 1)`.
  static let atanh = MathConstants.Polynomial(
    coefficients: [
      0.14285714285716578, 0.11111111110007432, 0.09090909302525152, 0.07692286465137342,
      0.06667880888126285, 0.058425355733669304, 0.059553577866473736,
    ], error: "2^-72")

  /// `P` of `erf x = x + x P(x^2)`, up to 1.
  static let erf = MathConstants.Polynomial(
    coefficients: [
      0.1283791670955126, -0.3761263890318375, 0.11283791670954858, -0.026866170645072945,
      0.005223977624781158, -0.0008548326978750463, 0.00012055331036947533,
      -1.4925593503071686e-05, 1.6460972690717754e-06, -1.635002332076663e-07,
      1.4657863957956113e-08, -1.1365594795648443e-09, 5.94512785391869e-11,
    ], error: "2^-56")

  /// `Q` of `1 - erf x = e^-Q(x - 1)`, from 1 to 6; the error is that of `erf x`.
  static let erfc = MathConstants.Polynomial(
    coefficients: [
      1.8496055099332482, 2.6389675142347775, 0.8431072563593304, 0.04156109802668007,
      -0.010033825195120994, 0.001977901310665511, -0.0002373167975141979,
      -2.6295383283211333e-05, 2.719724311596698e-05, -9.669092462065968e-06,
      2.1297367189674625e-06, -2.032535692318402e-07, -5.8816897181284526e-08,
      3.369095300064246e-08, -8.596784855078003e-09, 1.3325528975135677e-09,
      -1.2070289018728618e-10, 4.9282816865659635e-12,
    ], error: "2^-55")

  static let accuracy = FunctionAccuracy(sin: 1, cos: 1, erf: 1.2, expm1: 1.2, pow: 1.1)
}
