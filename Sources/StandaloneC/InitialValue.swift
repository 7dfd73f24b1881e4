import GraphIR
import RandomNumbers
import Storage
import Training

/// What a value starts from.
enum InitialValue: Equatable {
  /// All numbers are 0.
  case zeros
  /// All numbers are the same.
  case constant(Float)
  /// The numbers are those of a draw.
  case drawn
  /// The key of random numbers, drawn from the seed, and a counter that is 0.
  case key
  /// The numbers are part of the C.
  case data
}

/// What all values start from, and the draws in their order, each with the value that it fills.
///
/// A value is found to be drawn by drawing again and comparing every bit, so that what is said of
/// it is never wrong; a value that cannot be found is part of the C.
struct InitialValues {
  /// A draw, and the value that it fills, if it fills one.
  struct Draw {
    let draw: RandomDraw
    let value: Int?
  }

  let values: [InitialValue]
  /// The draws up to the last that fills a value.
  let draws: [Draw]

  /// The values that are data and that nothing writes, where the network cannot be trained.
  func constants(of model: StandaloneModel) -> Set<Int> {
    guard model.train == nil else { return [] }
    return Set(values.indices.filter { values[$0] == .data })
  }

  /// - Throws: what a stream of random numbers throws.
  init(_ model: StandaloneModel) throws {
    let seed = model.options.seed
    var values = try model.values.map { try Self.withoutDraws($0, seed: seed) }
    var draws: [Draw] = []
    var random = try RandomState(seed: seed)
    for draw in model.hasWeights ? [] : model.draws {
      let numbers = try draw.numbers(from: &random).map { Float($0).bitPattern }
      let value = model.values.indices.first { index in
        let storage = model.values[index].storage
        return values[index] == .data && storage.type.elementType == .float
          && storage.type.shape.elementCount == numbers.count
          && storage.read(as: Float.self).map(\.bitPattern) == numbers
      }
      if let value { values[value] = .drawn }
      draws.append(Draw(draw: draw, value: value))
    }
    while let last = draws.last, last.value == nil { draws.removeLast() }
    self.values = values
    self.draws = draws
  }

  private static func withoutDraws(
    _ value: StandaloneModel.Value, seed: Int
  ) throws -> InitialValue {
    let bytes = value.storage.readBytes()
    if bytes.allSatisfy({ $0 == 0 }) { return .zeros }
    let type = value.storage.type
    switch type.elementType {
    case .float:
      let numbers = value.storage.read(as: Float.self)
      guard let first = numbers.first, first.isFinite,
        numbers.allSatisfy({ $0.bitPattern == first.bitPattern })
      else { return .data }
      return .constant(first)
    case .int64 where value.role == .counter && type.shape.elementCount == 2:
      var random = try RandomState(seed: seed)
      let key = try random.randint(low: 0, high: 1 << 32, count: 1).map { Int64($0) }
      return value.storage.read(as: Int64.self) == key + [0] ? .key : .data
    default: return .data
    }
  }
}
