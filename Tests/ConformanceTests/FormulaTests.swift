import Conformance
import Testing

/// The formulas of gradients.
@Suite struct FormulaTests {
  @Test(arguments: [
    ("sum(x ** 2)", "[2, 8, 6, 4]"),
    ("sum(x ** 2) / x.shape[0]", "[1, 4, 3, 2]"),
    ("sum(x^2) / (x * x).shape[-1]", "[1, 4, 3, 2]"),
    ("sum(-x ** 2)", "[-2, -8, -6, -4]"),
    ("sum(x) * 2 ** -1", "[0.5, 0.5, 0.5, 0.5]"),
    ("sum(x) * 2 ** 1 ** 2", "[2, 2, 2, 2]"),
  ])
  func formulasAreThoseOfPython(formula: String, gradient: String) throws {
    let file = try fileReport(
      """
      {"gradients": [{"cost": "\(formula)", "at": {"shape": [2, 2], "data": [1, 4, 3, 2]},
        "grad": {"shape": [2, 2], "data": \(gradient)}}]}
      """)
    #expect("\(file)" == "file.json  1 passed, 0 failed, 0 skipped")
  }

  @Test(arguments: [
    ("sum(x.shape[2])", "a formula: 'shape[2]' is not known"),
    ("sum(x.shape[)", "the formula 'sum(x.shape[)': is not understood at ')'"),
    ("sum(x ** )", "the formula 'sum(x ** )': is not understood at ')'"),
    ("x.shape[y]", "the formula 'x.shape[y]': is not understood at ']'"),
    (
      String(repeating: "x+", count: 600) + "x",
      "the formula 'x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+…': is longer than 1000 bytes"
    ),
    (
      String(repeating: "x.shape[", count: 100_000),
      "the formula 'x.shape[x.shape[x.shape[x.shape[x.shape[…': is longer than 1000 bytes"
    ),
  ])
  func formulasThatAreNoneFail(formula: String, reason: String) throws {
    let file = try fileReport(#"{"gradients": [{"cost": "\#(formula)", "grad": 1}]}"#)
    #expect(file.passed == 0)
    #expect(file.failures.first?.detail.contains(reason) == true, "\(file)")
  }
}
