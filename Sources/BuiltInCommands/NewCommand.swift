import CrotonCommandLine
import Foundation
import PackageTemplates

/// Writes a package for a network of one's own.
package struct NewCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a package for a network of your own, which builds and trains at once.",
    usage: "croton new <folder> [options]",
    discussion: """
      The network of my-net is the type MyNet, and its program my-net. Templates: mnist, a network \
      for grey digits, which are inside; images, one for colour images; table, one for feature \
      vectors.
      Example: croton new my-net --template mnist
      """)

  @Argument(help: "The folder to write; its last name is that of the package.")
  var folder: String

  @Option(help: ArgumentHelp("The network to begin with.", valueName: "name"))
  var template = PackageTemplate.mnist

  @Option(
    help: ArgumentHelp(
      "The folder of Croton's package. (default: the one that this program was built in)",
      valueName: "folder"))
  var croton: String?

  package init() {}

  package func run() throws {
    let package = try NewPackage(
      folder: folder, template: template, croton: CrotonFolder(croton))
    do {
      try package.write()
    } catch let error as CocoaError {
      throw CommandLineError.folder(folder, reason: systemReason(error))
    }
    for file in package.files { try Output.write("\(folder)/\(file.path)") }
  }
}

extension PackageTemplate: ExpressibleByArgument {}
