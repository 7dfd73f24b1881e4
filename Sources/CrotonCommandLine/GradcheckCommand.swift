import ArgumentParser
import Croton

/// Checks a model's gradients by finite differences.
struct GradcheckCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "gradcheck" }
  static var abstract: String {
    "Compare the gradients of \(App.name) with finite differences, on random images; "
      + "fails where a relative error is too large."
  }
  static var exampleOptions: String { "--images 4 --seed 7" }

  @OptionGroup var arguments: DataArguments<App>

  @Option(parsing: .unconditional, help: "The number of images.")
  var images = 2

  @Option(parsing: .unconditional, help: "The number of random directions for each parameter.")
  var directions = 3

  @Option(
    parsing: .unconditional,
    help: "The seed of the initial parameters, the images and the directions.")
  var seed = App.defaults.seed

  @Option(parsing: .unconditional, help: "The largest relative error that is allowed.")
  var tolerance = 1e-6

  func validate() throws {
    try checkUsage { try check.validate() }
  }

  func run() throws {
    let report = try check.run()
    try Output.write(report)
    guard report.isPassed else { throw GradientFailure(mistakes: report.mistakes) }
  }

  private var check: ModelGradientCheck<App> {
    get throws {
      ModelGradientCheck(
        model: arguments.app, data: try arguments.source, images: images, seed: seed,
        directions: directions, tolerance: tolerance, compileOptions: try arguments.compileOptions)
    }
  }
}

/// Gradients that are wrong.
struct GradientFailure: Error, CustomStringConvertible {
  let mistakes: [String]

  var description: String { mistakes.joined(separator: "\n") }
}
