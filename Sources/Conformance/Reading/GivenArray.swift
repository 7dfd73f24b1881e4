import Frontend
import GraphIR
import Interpreter

/// An array of a vector file whose elements are all known.
///
///     {"shape": [2], "data": [1, "-0.0"]}
///     {"shape": [4, 9], "gen": {"alg": "murmur", "seed": 1, "mod": 17, "off": 8}}
///     [[1, 2], [3, 4]]
///     0.5
struct GivenArray: Decodable, Sendable {
  let shape: Shape
  /// The elements in row-major order.
  let values: [Double]

  init(shape: Shape, values: [Double]) {
    self.shape = shape
    self.values = values
  }

  private enum Key: CodingKey { case shape, data, gen }

  init(from decoder: any Decoder) throws {
    if let container = try? decoder.container(keyedBy: Key.self) {
      try self.init(container, decoder)
    } else if let parts = try? decoder.unkeyedContainer() {
      try self.init(nested: parts, decoder)
    } else {
      self.init(shape: .scalar, values: [try VectorNumber(from: decoder).value])
    }
  }

  private init(_ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder) throws {
    shape = try container.decode(VectorShape.self, forKey: .shape).shape
    let count = shape.elementCount
    guard container.contains(.data) else {
      let generator = try container.decode(Generator.self, forKey: .gen)
      values = (0..<count).map(generator.element)
      return
    }
    values = try container.decode([VectorNumber].self, forKey: .data).map(\.value)
    guard values.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: .data, in: container,
        debugDescription: "has \(values.count) elements; the shape \(shape) has \(count)")
    }
  }

  private init(nested parts: any UnkeyedDecodingContainer, _ decoder: any Decoder) throws {
    var parts = parts
    var elements: [GivenArray] = []
    while !parts.isAtEnd { elements.append(try parts.decode(GivenArray.self)) }
    let inner = elements.first?.shape ?? .scalar
    guard elements.allSatisfy({ $0.shape == inner }) else {
      throw DecodingError.dataCorruptedError(
        in: parts, debugDescription: "its parts differ in shape")
    }
    self.init(
      shape: Shape([elements.count] + inner.extents), values: elements.flatMap(\.values))
  }

  /// Small whole numbers from a hash.
  private struct Generator: Decodable {
    let seed: UInt32
    let mod: UInt32
    let off: Double

    private enum Key: CodingKey { case alg, seed, mod, off }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      let algorithm = try container.decode(String.self, forKey: .alg)
      guard algorithm == "murmur" else {
        throw DecodingError.dataCorruptedError(
          forKey: .alg, in: container,
          debugDescription: "'\(algorithm)' is unknown; expected 'murmur'")
      }
      seed = try container.decode(UInt32.self, forKey: .seed)
      mod = try container.decode(UInt32.self, forKey: .mod)
      off = try container.decode(Double.self, forKey: .off)
      guard mod > 0 else {
        throw DecodingError.dataCorruptedError(
          forKey: .mod, in: container, debugDescription: "is 0; expected at least 1")
      }
    }

    /// The finalizer of MurmurHash3 (Appleby, 2011) over the element's position.
    func element(_ k: Int) -> Double {
      var hash = UInt32(truncatingIfNeeded: k) &* 0x9E37_79B1 &+ seed &* 0x85EB_CA77
      hash ^= hash >> 16
      hash &*= 0x85EB_CA6B
      hash ^= hash >> 13
      hash &*= 0xC2B2_AE35
      hash ^= hash >> 16
      return Double(hash % mod) - off
    }
  }

  /// The array with elements of another type.
  func array<Scalar: FloatingPointTensorScalar>(of type: Scalar.Type) throws -> NDArray<Scalar> {
    try NDArray(shape: shape, scalars: values.map { Scalar($0) })
  }

  /// A shared value that holds the array.
  func shared<Scalar: FloatingPointTensorScalar>(
    _ name: String, of type: Scalar.Type
  ) throws -> Shared<Scalar> {
    Shared(name, try array(of: type))
  }

  /// Whether every element is a Float as it stands.
  var isRepresentableInFloat: Bool {
    values.allSatisfy { Double(Float($0)) == $0 || $0.isNaN }
  }
}
