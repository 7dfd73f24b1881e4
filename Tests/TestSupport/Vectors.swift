import Foundation

/// The conformance vectors that lie beside this file: what convolution, pooling, training steps and
/// the rest are to compute, independent of any language.
package enum Vectors {
  /// The folder with the files; what lies in folders of its own below is no conformance vector.
  package static var folder: URL { Bundle.module.bundleURL.appending(path: "Vectors") }

  /// The decoded content of a file, such as `Vectors.load("pool_ties.json")`.
  ///
  /// - Parameter keys: `.convertFromSnakeCase` where `its_keys` are `itsKeys` in the type.
  package static func load<Content: Decodable>(
    _ name: String, as type: Content.Type = Content.self,
    keys: JSONDecoder.KeyDecodingStrategy = .useDefaultKeys
  ) throws -> Content {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = keys
    return try decoder.decode(type, from: Data(contentsOf: folder.appending(path: name)))
  }
}

/// A number in a vector file, where "nan", "inf", "-inf" and "-0.0" are strings.
package struct VectorNumber: Decodable {
  package let value: Double

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      self.value = value
      return
    }
    let text = try container.decode(String.self)
    guard let value = Double(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number: \(text)")
    }
    self.value = value
  }
}
