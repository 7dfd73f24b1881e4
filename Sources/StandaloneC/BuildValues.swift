import CEmitter
import Compiler
import Schedule
import StandaloneTemplates
import Toolchain

/// The values of the files that build the programs.
struct BuildValues: TemplateValues {
  let network: NetworkValues
  /// The flags that results depend on, and those that they do not.
  let kernelFlags, optimizationFlags: String
  let networkFiles, headers, trainFiles, predictFiles: [TextValue]
  let networkSources, trainSources, predictSources: [TextValue]

  /// - Parameter files: the names of all files.
  init(network: NetworkValues, target: Target, options: CompileOptions, files: [String]) {
    self.network = network
    (kernelFlags, optimizationFlags) = Self.flags(target, options: options)
    headers = files.filter { $0.hasSuffix(".h") }.map(TextValue.init)
    let sources = files.filter { $0.hasSuffix(".c") }
    let readers = ["data.c", "idx.c", "raw.c"].filter(sources.contains)
    let train =
      network.trains
      ? ["train.c", "batches.c", "options.c", "report.c", "sha256.c"] + readers : []
    let predict = ["predict.c"] + readers
    let library = sources.filter { !train.contains($0) && !predict.contains($0) }
    networkSources = library.map(TextValue.init)
    trainSources = train.map(TextValue.init)
    predictSources = predict.map(TextValue.init)
    let objects = { (files: [String]) in files.map { TextValue($0.dropLast(2) + ".o") } }
    networkFiles = objects(library)
    trainFiles = objects(train)
    predictFiles = objects(predict)
  }

  /// The flags of kernels in this process, but for those that say which C it is, and what is made
  /// of it.
  private static func flags(
    _ target: Target, options: CompileOptions
  ) -> (kernel: String, optimization: String) {
    let host = HostProcessor.current()
    let flags =
      options.vectorBytes == nil
      ? CompilerFlags(host: host)
      : CompilerFlags(architecture: host.architecture, vectorBytes: target.registerBytes)
    let words = flags.compiling.flatMap(\.arguments)
    let optimization = words.filter { $0.hasPrefix("-O") }
    let kernel = words.filter { $0.hasPrefix("-m") || $0.hasPrefix("-ff") || $0.hasPrefix("-fno") }
    return (kernel.joined(separator: " "), optimization.joined(separator: " "))
  }
}
