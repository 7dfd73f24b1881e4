import CEmitter
import Training

/// The values of the README.
struct ReadmeValues: TemplateValues {
  struct Row: TemplateValues {
    let number: Int
    let name, shape, start: String
  }

  struct MemoryValues: TemplateValues {
    let contextBytes, memoryBytes: Int
  }

  let network: NetworkValues
  let vectorBytes, lastClass: Int
  let valueType, numpyType: String
  /// The command that makes the folder again.
  let command: TextValue?
  let example: String
  let parameterRows: [Row]
  let hasSeedlessData, severalTargets: Bool
  let kernelFiles: [TextValue]
  let fortran, python: Bool
  /// What a context with one thread takes, and the memory that it is to fit in, if it is to.
  let memory: MemoryValues?

  init(
    _ model: StandaloneModel, network: NetworkValues, initial: InitialValues, vectorBytes: Int,
    settings: StandaloneSettings, contextBytes: Int, kernelFiles: [String], example: String
  ) {
    self.network = network
    self.vectorBytes = vectorBytes
    lastClass = network.targets - 1
    valueType = network.bytes ? "uint8_t" : "float"
    numpyType = network.bytes ? "u1" : "<f4"
    self.command = settings.command.map { TextValue(commentText($0)) }
    self.example = example
    parameterRows = model.values.prefix(network.arrayCount).enumerated().map { index, value in
      Row(
        number: index, name: Self.code(value.name), shape: "\(value.storage.type.shape)",
        start: Self.words(initial.values[index], hasWeights: model.hasWeights))
    }
    hasSeedlessData = initial.values.contains(.data)
    severalTargets = network.targets > 1
    fortran = settings.bindings.contains(.fortran)
    python = settings.bindings.contains(.python)
    memory = settings.memory.map {
      MemoryValues(contextBytes: contextBytes, memoryBytes: $0.byteCount)
    }
    self.kernelFiles = kernelFiles.map(TextValue.init)
  }

  /// A name within a table and between backticks.
  private static func code(_ name: String) -> String {
    let shown = name.count > 60 ? String(name.prefix(60)) + "…" : name
    return commentText(shown).replacing("`", with: "'").replacing("|", with: "/")
  }

  private static func words(_ initial: InitialValue, hasWeights: Bool) -> String {
    switch initial {
    case .zeros: "zeros"
    case .constant(let number): "\(number)"
    case .drawn, .key: "random numbers"
    case .data: hasWeights ? "the given parameters" : "data"
    }
  }
}
