import Croton
import Testing

@testable import Demos

@Suite struct MaxPoolDemoTests {
  /// NumPy's own lines; the tutorial's page has the two halves of a long one on one line.
  @Test func printsWhatTheTutorialPrints() throws {
    #expect(
      try MaxPoolDemo().text(options: .testing()) == """
        With ignore_border set to True:
        invals[0, 0, :, :] =
        [[  4.17022005e-01   7.20324493e-01   1.14374817e-04   3.02332573e-01
            1.46755891e-01]
         [  9.23385948e-02   1.86260211e-01   3.45560727e-01   3.96767474e-01
            5.38816734e-01]
         [  4.19194514e-01   6.85219500e-01   2.04452250e-01   8.78117436e-01
            2.73875932e-02]
         [  6.70467510e-01   4.17304802e-01   5.58689828e-01   1.40386939e-01
            1.98101489e-01]
         [  8.00744569e-01   9.68261576e-01   3.13424178e-01   6.92322616e-01
            8.76389152e-01]]
        output[0, 0, :, :] =
        [[ 0.72032449  0.39676747]
         [ 0.6852195   0.87811744]]
        With ignore_border set to False:
        invals[1, 0, :, :] =
        [[ 0.01936696  0.67883553  0.21162812  0.26554666  0.49157316]
         [ 0.05336255  0.57411761  0.14672857  0.58930554  0.69975836]
         [ 0.10233443  0.41405599  0.69440016  0.41417927  0.04995346]
         [ 0.53589641  0.66379465  0.51488911  0.94459476  0.58655504]
         [ 0.90340192  0.1374747   0.13927635  0.80739129  0.39767684]]
        output[1, 0, :, :] =
        [[ 0.67883553  0.58930554  0.69975836]
         [ 0.66379465  0.94459476  0.58655504]
         [ 0.90340192  0.80739129  0.39767684]]
        """)
  }

  @Test func writesNumbersAsNumPyDid() {
    #expect(
      NumPyMatrixText(rows: [[0, -1], [12.5, 3]]).text == "[[  0.   -1. ]\n [ 12.5   3. ]]")
    #expect(
      NumPyMatrixText(rows: [[0, 2e9]]).text == "[[  0.00000000e+00   2.00000000e+09]]")
    #expect(NumPyMatrixText(rows: [[0]]).text == "[[ 0.]]")
  }
}
