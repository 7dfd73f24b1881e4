import Mustache

/// A template of a package for a new network.
package enum PackageTemplate: String, Sendable, CaseIterable {
  /// A network for MNIST, which is inside Croton.
  case mnist
  /// A network for colour images.
  case images
  /// A network for feature vectors.
  case table

  /// The names that the template's placeholders stand for.
  package struct Names: Sendable {
    /// The name of the package and of its program, such as `my-net`.
    package let program: String
    /// The name of the model's type, such as `MyNet`.
    package let type: String
    /// The path of Croton's package.
    package let croton: String

    package init(program: String, type: String, croton: String) {
      self.program = program
      self.type = type
      self.croton = croton
    }
  }

  /// The files by their paths within the package.
  ///
  /// - Throws: the template engine's error for a malformed template.
  package func files(_ names: Names) throws -> [(path: String, text: String)] {
    [
      ("Package.swift", try render(PackageResources.Package_swift_mustache, names)),
      ("README.md", try render(PackageResources.README_md_mustache, names)),
      (".gitignore", try render(PackageResources.gitignore_mustache, names)),
      ("Sources/\(names.type)/\(names.type).swift", try render(model, names)),
      (
        "Tests/\(names.type)Tests/\(names.type)Tests.swift",
        try render(PackageResources.Tests_swift_mustache, names)
      ),
    ]
  }

  private var model: [UInt8] {
    switch self {
    case .mnist: PackageResources.mnist_swift_mustache
    case .images: PackageResources.images_swift_mustache
    case .table: PackageResources.table_swift_mustache
    }
  }

  /// The shape of an example of the test's data set, as a literal.
  private var exampleShape: [Int] {
    switch self {
    case .mnist: [1, 28, 28]
    case .images: [3, 32, 32]
    case .table: [4]
    }
  }

  private func render(_ template: [UInt8], _ names: Names) throws -> String {
    let literal = names.croton.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let values: [String: Any] = [
      "name": names.program, "type": names.type, "croton": literal,
      "shape": "\(exampleShape)", "size": exampleShape.reduce(1, *),
      "mnist": self == .mnist, "images": self == .images, "table": self == .table,
    ]
    return try MustacheTemplate(string: String(decoding: template, as: UTF8.self)).render(values)
  }
}
