import Foundation
import PackagePlugin

/// Writes the trained network as C for the target that has this plugin, when the package is built.
@main struct GenerateC: BuildToolPlugin {
  /// The files that `generate --module` writes without training; SwiftPM compiles those it is told.
  private static let files = [
    "checkpoint.c", "header.c", "json.c", "kernels_predict.c", "model.c", "parameters.c",
    "random.c",
    "croton.h", "croton_fma.h", "croton_functions.h", "croton_math.h", "croton_vector.h",
    "header.h",
    "internal.h", "json.h", "kernels.h", "random.h",
    "include/model.h", "include/module.modulemap",
  ]

  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let parameters = context.package.directoryURL.appending(path: "digits.safetensors")
    let folder = context.pluginWorkDirectoryURL
    return [
      .buildCommand(
        displayName: "Writing the C of \(target.name)",
        executable: try context.tool(named: "digits").url,
        arguments: [
          "generate", "--standalone", folder.path, "--module", target.name, "--inference-only",
          "--weights", parameters.path, "--batch-size", "1",
        ],
        inputFiles: [parameters],
        outputFiles: Self.files.map { folder.appending(path: $0) })
    ]
  }
}
