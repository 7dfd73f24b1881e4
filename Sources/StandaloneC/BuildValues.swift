import CEmitter
import Compiler
import StandaloneTemplates

/// The values of the files that build the programs.
struct BuildValues: TemplateValues {
  let network: NetworkValues
  /// The flags that results depend on, and those that they do not.
  let kernelFlags, optimizationFlags: String
  /// The version of C, as compilers and CMake call it.
  let language, languageYear: String
  /// Whether the compiler and the archiver are others than the system's, and which.
  let tools: Bool
  let compiler, archiver: String
  let networkFiles, headers, trainFiles, predictFiles: [TextValue]
  let networkSources, trainSources, predictSources: [TextValue]
  /// What the program that trains consists of besides, where it is one of several processes.
  let processFiles, processSources: String

  /// - Parameter files: the names of all files.
  init(
    network: NetworkValues, target: StandaloneTarget, options: CompileOptions, files: [String]
  ) {
    self.network = network
    let flags = target.flags(vectorBytes: options.vectorBytes)
    kernelFlags = flags.kernel.joined(separator: " ")
    optimizationFlags = flags.optimization.joined(separator: " ")
    language = target.language
    languageYear = String(target.language.dropFirst())
    tools = target.tools != nil
    (compiler, archiver) = target.tools ?? ("cc", "ar")
    headers = files.filter { $0.hasSuffix(".h") }.map(TextValue.init)
    let sources = files.filter { $0.hasSuffix(".c") }
    let readers = ["data.c", "idx.c", "raw.c"].filter(sources.contains)
    let train =
      network.trains && network.hosted
      ? ["train.c", "batches.c", "options.c", "report.c", "sha256.c"] + readers : []
    let predict = ["predict.c"] + readers
    let processes = sources.filter {
      ["croton_processes.c", "distributed.c"].contains($0) || $0.contains("_shard")
    }
    let programs = Set(train + predict + processes + ["example.c", "startup.c"])
    let library = sources.filter { !programs.contains($0) }
    networkSources = library.map(TextValue.init)
    trainSources = train.map(TextValue.init)
    predictSources = predict.map(TextValue.init)
    processSources = processes.joined(separator: " ")
    let objects = { (files: [String]) in files.map { TextValue($0.dropLast(2) + ".o") } }
    networkFiles = objects(library)
    trainFiles = objects(train)
    predictFiles = objects(predict)
    processFiles = objects(processes).map(\.text).joined(separator: " ")
  }
}
