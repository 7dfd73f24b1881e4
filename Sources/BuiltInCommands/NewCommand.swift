import CrotonCommandLine
import Foundation
import PackageTemplates

/// Writes a package for a new network.
package struct NewCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a package for a network of your own, ready to build and train.",
    usage: "croton new <folder> [options]",
    discussion: """
      The package my-net has the network MyNet and the program my-net. Templates: mnist, a network \
      for the digits inside Croton; images, one for colour images; table, one for feature vectors.
      Example: croton new my-net --template mnist
      """)

  @Argument(help: "The folder to write; its last component names the package.")
  var folder: String

  @Option(help: ArgumentHelp("The template of the network.", valueName: "name"))
  var template = PackageTemplate.mnist

  @Option(
    help: ArgumentHelp(
      "The checkout of Croton to depend on. (default: the one that built this program)",
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
