import CrotonCommandLine
import Demos
import Files
import Foundation

/// Filters an image as the LeNet tutorial's example of a convolution does.
package struct FilterDemoCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "filter-demo",
    abstract: "Filter a PNG or a JPEG with the two random 9x9 filters of the tutorial.",
    usage: "croton filter-demo [<image>] [options]",
    discussion: """
      Writes input.png, filtered-1.png and filtered-2.png.
      Example: croton filter-demo --output build/filtered
      """)

  @Argument(help: "The image. (default: one that comes with Croton)")
  var image: String?

  @Option(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
  var output = "filter-demo"

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  package init() {}

  package func run() throws {
    let names = ["input", "filtered-1", "filtered-2"].map { "\(output)/\($0).png" }
    if let identity = image.map(FileIdentity.init),
      let name = names.first(where: { FileIdentity($0).isSame(as: identity) })
    {
      throw BuiltInCommandError.imageReplaced(name)
    }
    let input = try image.map { try Image(path: $0) } ?? FilterDemo.sampleImage()
    let maps = try FilterDemo().filtered(input, options: compilation.options)
    do {
      try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
    } catch let error as CocoaError {
      throw CommandLineError.folder(output, reason: systemReason(error))
    }
    for (path, image) in zip(names, [input] + maps) {
      try image.writePNG(to: path)
      try Output.write(path)
    }
  }
}
