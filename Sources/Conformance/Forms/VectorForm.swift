/// A form of vector file: how it is recognised, and how its cases are run.
struct VectorForm: Sendable {
  /// The name that files of this form usually have.
  let fileName: String
  /// Keys that only this form has: at the top, or as `cases/key` in its cases.
  let marks: Set<String>
  /// Keys of texts for readers, besides those that every form may have.
  var remarks: Set<String> = []
  /// The cases of a file, each of which may be malformed by itself.
  ///
  /// - Throws: `VectorFileError` where the file is malformed as a whole.
  let cases: @Sendable (VectorFile) throws -> [VectorCase]

  /// All forms.
  static let all: [VectorForm] = [
    .classicLeNet, .colourImage, .convolution, .convolutionShapes, .functionSemantics, .poolTies,
    .pooling, .randomNumbers, .smallLeNet, .softmax, .tensorOperations, .trainingLoop,
    .tutorialLeNet,
  ]

  /// The form of a file: by its keys, or else by its name.
  static func form(named name: String, _ keys: FileKeys) -> VectorForm? {
    all.first { !$0.marks.isDisjoint(with: keys.marks) } ?? all.first { $0.fileName == name }
  }
}

/// The keys by which the form of a file is recognised.
struct FileKeys: Decodable {
  /// The keys at the top, in alphabetical order.
  let topLevel: [String]
  /// The keys at the top and those of the cases.
  let marks: Set<String>

  init(from decoder: any Decoder) throws {
    guard let container = try? decoder.container(keyedBy: AnyKey.self) else {
      topLevel = []
      marks = []
      return
    }
    topLevel = container.allKeys.map(\.stringValue).sorted()
    var marks = Set(topLevel)
    let cases = AnyKey(stringValue: "cases")
    if let list = try? container.decode([Self].self, forKey: cases) {
      marks.formUnion(list.flatMap(\.topLevel).map { "cases/\($0)" })
    } else if let named = try? container.decode([String: Self].self, forKey: cases) {
      marks.formUnion(named.values.flatMap(\.topLevel).map { "cases/\($0)" })
    }
    self.marks = marks
  }
}
