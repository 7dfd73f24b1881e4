import Foundation

/// Decodes a file of the `Vectors` folder; `its_keys` are `itsKeys` here.
func vectors<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let url = Bundle.module.bundleURL.appendingPathComponent("Vectors/\(name)")
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(contentsOf: url))
}
