import CEmitter
import GraphIR
import RandomNumbers
import Training

/// The values of the file that has names, places and initial values.
struct ParametersValues: TemplateValues {
  struct Named: TemplateValues {
    let name: String
    let value, rank: Int
    let shape: String
    let count: Int
    let isTrained: Int
  }

  struct Place: TemplateValues {
    let type: String
    let elementBytes, offset, bytes: Int
    /// The numbers in the C, as an expression of it.
    let numbers: String
  }

  struct Counters: TemplateValues {
    let entries: [Named]
  }

  struct Data: TemplateValues {
    let type: String
    let value, count: Int
    let lines: [TextValue]
  }

  struct Key: TemplateValues {
    let value: Int
  }

  let network: NetworkValues
  let arrays, saved: [Named]
  let places: [Place]
  let counters: Counters?
  let pieces: [TextValue]
  let data: [Data]
  let keys: [Key]
  let steps: [TextValue]
  let usesCopy, usesNumbers, usesFill, usesRandom, usesContext: Bool

  init(
    _ model: StandaloneModel, network: NetworkValues, layout: ContextLayout,
    initial: InitialValues, header: [StandaloneModel.HeaderPiece]
  ) {
    self.network = network
    let values = Array(model.values.enumerated())
    func named(_ value: (offset: Int, element: StandaloneModel.Value)) -> Named {
      let shape = value.element.storage.type.shape
      return Named(
        name: CText.string(value.element.name), value: value.offset, rank: shape.rank,
        shape: CText.extents(shape, rank: network.largestRank), count: shape.elementCount,
        isTrained: value.element.role == .parameter ? 1 : 0)
    }
    arrays = values.prefix(network.arrayCount).map(named)
    saved = values.filter(\.element.isSavedArray).map(named)
    places = values.map { index, value in
      let type = value.storage.type
      return Place(
        type: type.elementType.safetensorsName, elementBytes: type.elementType.byteCount,
        offset: layout.values[index] ?? 0, bytes: type.byteCount,
        numbers: layout.values[index] == nil ? "data\(index)" : "NULL")
    }
    let counters = values.filter { $0.element.role == .counter }.map(named)
    self.counters = counters.isEmpty ? nil : Counters(entries: counters)
    pieces = header.flatMap { piece in
      switch piece {
      case .counter: [TextValue("NULL")]
      case .text(let text): Self.members(of: text).flatMap { CText.strings($0).map(TextValue.init) }
      }
    }
    let isData = values.filter { initial.values[$0.offset] == .data }
    data = isData.map { index, value in
      let type = value.storage.type
      let numbers = Self.numbers(value)
      return Data(
        type: CText.type(type.elementType), value: index, count: numbers.count,
        lines: stride(from: 0, to: numbers.count, by: 8).map {
          TextValue(numbers[$0..<min($0 + 8, numbers.count)].joined(separator: ", "))
        })
    }
    keys = values.filter { initial.values[$0.offset] == .key }.map { Key(value: $0.offset) }
    var steps: [TextValue] = []
    for draw in initial.draws {
      if let value = draw.value {
        steps.append(TextValue("/* \(commentText(model.values[value].name)) */"))
      }
      steps.append(TextValue(Self.call(draw, prefix: network.p)))
    }
    for (index, value) in values {
      switch initial.values[index] {
      case .constant(let number):
        steps.append(TextValue("/* \(commentText(value.name)) */"))
        steps.append(TextValue("fill(context, \(index), \(CText.number(number)));"))
      case .data where layout.values[index] == nil: break
      case .data:
        steps.append(TextValue("/* \(commentText(value.name)) */"))
        steps.append(TextValue("copy(context, \(index), data\(index));"))
      case .zeros, .drawn, .key: break
      }
    }
    self.steps = steps
    usesCopy = isData.contains { layout.values[$0.offset] != nil } || !keys.isEmpty
    usesFill = initial.values.contains { if case .constant = $0 { true } else { false } }
    usesNumbers = usesFill || initial.draws.contains { $0.value != nil }
    usesRandom = !keys.isEmpty || !initial.draws.isEmpty
    usesContext = usesCopy || usesNumbers
  }

  /// The members of an object of JSON, one to a line as far as they are found.
  private static func members(of text: String) -> [Substring] {
    var members: [Substring] = []
    var rest = text[...]
    while let end = rest.firstRange(of: "},\"") {
      let next = rest.index(end.lowerBound, offsetBy: 2)
      members.append(rest[..<next])
      rest = rest[next...]
    }
    return members + [rest]
  }

  private static func call(_ draw: InitialValues.Draw, prefix: String) -> String {
    let numbers = draw.value.map { "numbers(context, \($0))" } ?? "NULL"
    return switch draw.draw {
    case .uniform(let low, let high, let count):
      "\(prefix)_random_uniform(&random, \(numbers), \(count), \(low), \(high));"
    case .normal(let mean, let deviation, let count):
      "\(prefix)_random_normal(&random, \(numbers), \(count), \(mean), \(deviation));"
    }
  }

  /// The numbers of a value as literals.
  private static func numbers(_ value: StandaloneModel.Value) -> [String] {
    let storage = value.storage
    switch storage.type.elementType {
    case .float:
      return storage.read(as: Float.self).map { number in
        if number.isNaN { return "NAN" }
        return number.isInfinite ? (number < 0 ? "-INFINITY" : "INFINITY") : CText.number(number)
      }
    case .double:
      return storage.read(as: Double.self).map { number in
        if number.isNaN { return "NAN" }
        return number.isInfinite ? (number < 0 ? "-INFINITY" : "INFINITY") : "\(number)"
      }
    case .int64:
      // The least integer has no literal of its own in C.
      return storage.read(as: Int64.self).map { $0 == .min ? "INT64_MIN" : "INT64_C(\($0))" }
    case .int32: return storage.read(as: Int32.self).map { $0 == .min ? "INT32_MIN" : "\($0)" }
    case .bool, .uint8: return storage.read(as: UInt8.self).map { "\($0)" }
    case .uint16: return storage.read(as: UInt16.self).map { "\($0)" }
    case .uint32: return storage.read(as: UInt32.self).map { "UINT32_C(\($0))" }
    }
  }
}

extension ElementType {
  /// The name of the type in a checkpoint.
  fileprivate var safetensorsName: String { CheckpointArray.ElementType(self).rawValue }
}
