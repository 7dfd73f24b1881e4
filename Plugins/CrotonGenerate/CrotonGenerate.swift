import Foundation
import PackagePlugin

/// Writes the C of a network of the package as a C target of the package.
///
/// The network is a program of the package, which is built and run: `my-net generate --standalone`.
@main
struct CrotonGenerate: CommandPlugin {
  private static let usage = """
    OVERVIEW: Write a network of this package as a C target.

    USAGE: swift package --allow-writing-to-package-directory croton-generate [--product <name>] [options of generate]

    The folder is that of the target named by --module; Sources/CMyNet, for the network MyNet, unless given.

    OPTIONS:
      --product <name>        The program of the network. (default: the only one that uses Croton)
      --module <name>         The C target. (default: the network's name after a C)
      Other options are those of the network's own command, as '--inference-only --weights best.safetensors'.
    """

  func performCommand(context: PluginContext, arguments: [String]) async throws {
    guard !arguments.contains("--help"), !arguments.contains("-h") else {
      return print(Self.usage)
    }
    for option in ["--standalone", "--output"]
    where arguments.contains(where: { $0 == option || $0.hasPrefix("\(option)=") }) {
      throw GenerateError.folder(option)
    }
    var extractor = ArgumentExtractor(arguments)
    let product = try Self.product(
      named: extractor.extractOption(named: "product").last, of: context.package)
    let module = extractor.extractOption(named: "module").last ?? Self.module(of: product)
    let target = try? context.package.targets(named: [module]).first
    if target is SwiftSourceModuleTarget { throw GenerateError.swiftTarget(module) }
    let folder = target.map { Self.path($0.directoryURL, in: context.package.directoryURL) }
    let program = try build(product)
    let process = Process()
    process.executableURL = program
    process.currentDirectoryURL = context.package.directoryURL
    process.arguments =
      ["generate"] + extractor.remainingArguments
      + ["--module", module, "--standalone", folder ?? "Sources/\(module)"]
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw GenerateError.failed(product.name)
    }
    if target == nil {
      print("note: the target for Package.swift is .target(name: \"\(module)\")")
    }
  }

  /// The program of the network.
  private static func product(named name: String?, of package: Package) throws -> ExecutableProduct
  {
    let products = package.products(ofType: ExecutableProduct.self)
    if let name {
      guard let product = products.first(where: { $0.name == name }) else {
        throw GenerateError.unknown(name, known: products.map(\.name).sorted())
      }
      return product
    }
    let networks = products.filter { product in
      product.mainTarget.recursiveTargetDependencies.contains { $0.name == "CrotonCommandLine" }
    }
    guard let product = networks.first, networks.count == 1 else {
      throw GenerateError.choice(networks.map(\.name).sorted())
    }
    return product
  }

  /// The name of the C target of a program's network.
  private static func module(of product: ExecutableProduct) -> String {
    let target = product.mainTarget
    return "C\((target as? any SourceModuleTarget)?.moduleName ?? target.name)"
  }

  /// A path that begins in the folder of the package, where it lies there.
  private static func path(_ url: URL, in package: URL) -> String {
    let folder = package.path.hasSuffix("/") ? package.path : package.path + "/"
    return url.path.hasPrefix(folder) ? String(url.path.dropFirst(folder.count)) : url.path
  }

  private func build(_ product: ExecutableProduct) throws -> URL {
    let result = try packageManager.build(
      .product(product.name), parameters: .init(configuration: .inherit))
    let program = result.builtArtifacts.first { artifact in
      artifact.kind == .executable && artifact.url.lastPathComponent == product.name
    }
    guard result.succeeded, let program else {
      throw GenerateError.build(product.name, log: result.logText)
    }
    return program.url
  }
}

/// What keeps a network from becoming C.
private enum GenerateError: Error, CustomStringConvertible {
  case folder(String)
  case unknown(String, known: [String])
  case choice([String])
  case swiftTarget(String)
  case build(String, log: String)
  case failed(String)

  var description: String {
    switch self {
    case .folder(let option):
      "\(option) is not possible: the folder is that of the target; expected --module"
    case .unknown(let name, let known):
      "the package has no program '\(name)'; expected --product with one of: "
        + known.joined(separator: ", ")
    case .swiftTarget(let name):
      "'\(name)' is a Swift target; expected --module with the name of a C target"
    case .choice([]):
      "no program of the package uses Croton; expected one whose target depends on it"
    case .choice(let names):
      "several programs of the package use Croton; expected --product with one of: "
        + names.joined(separator: ", ")
    case .build(let name, let log): "'\(name)' cannot be built:\n\(log)"
    case .failed(let name): "'\(name) generate' failed"
    }
  }
}
