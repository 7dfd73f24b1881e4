import KernelTemplates
import Testing

@testable import CEmitter

/// The templates and the structs of their values: a tag that no member has would render as nothing.
@Suite struct TemplateTests {
  static let values: [any KernelTemplateValues.Type] = [
    HeaderValues.self, VectorValues.self, BFloat16Values.self, FMAValues.self, MathValues.self,
    FunctionValues.self, MPIValues.self, ProcessesHeaderValues.self, ProcessesValues.self,
    ConvolutionValues.self, OutputGradientValues.self,
    ConvolutionInputGradientValues.self, ConvolutionFilterGradientValues.self,
    ConvolutionResultValues.self, ConvolutionFilterProductValues.self,
    WinogradConvolutionValues.self,
    WinogradInputGradientValues.self, WinogradFilterGradientValues.self,
    WinogradRowConvolutionValues.self, WinogradRowFilterGradientValues.self,
    WinogradRowInputValues.self, WinogradRowProductValues.self,
    WinogradRowGradientProductValues.self, WinogradFilterValues.self,
    WinogradInputRowValues.self, WinogradInputPointValues.self, WinogradGradientRowValues.self,
    WinogradGradientPointValues.self, WinogradProductValues.self, SoftmaxValues.self,
    FMAPeakValues.self, ConvolutionWindowValues.self, ConvolutionProductValues.self,
    ConvolutionSpreadValues.self, ConvolutionPieceWindowValues.self,
    ConvolutionPlaceColumnValues.self, ConvolutionStoreColumnsValues.self,
    ConvolutionColumnResultValues.self, ConvolutionGradientsValues.self,
    InputGradientBandValues.self, FilterGradientBandValues.self, FilterGradientChunkValues.self,
  ]

  @Test func everyTemplateHasOneStruct() {
    let templates = Self.values.map { $0.template.rawValue }
    #expect(templates.sorted() == KernelTemplate.allCases.map(\.rawValue).sorted())
  }

  @Test func everyTagIsAMemberOfItsStruct() throws {
    for type in Self.values {
      let members = try MemberList(of: type)
      for tag in Template(type.template).tags {
        #expect(
          members.find(tag.name, in: tag.sections) != nil,
          "'\(type.template)' has the tag '\(tag.name)', and \(type) no such member")
      }
    }
  }

  /// Members of one struct alone are tags of its template; what several have in common, of one.
  @Test func everyMemberIsUsed() throws {
    var members: Set<String> = []
    var used: Set<String> = []
    for type in Self.values {
      let list = try MemberList(of: type)
      members.formUnion(list.all)
      for tag in Template(type.template).tags {
        used.formUnion(list.find(tag.name, in: tag.sections) ?? [])
      }
    }
    #expect(members.subtracting(used).sorted() == [])
  }

  @Test func aMisspeltTagIsFound() throws {
    let members = try MemberList(of: SoftmaxValues.self)
    #expect(members.find("columns", in: ["gradient"]) != nil)
    #expect(members.find("colums", in: ["gradient"]) == nil)
    #expect(members.find("rows.start", in: []) == nil)
  }
}

/// The tags of a template, each with the sections that it stands in.
private struct Template {
  let tags: [(name: String, sections: [String])]

  init(_ template: KernelTemplate) {
    let text = String(decoding: template.source, as: UTF8.self)
    var tags: [(name: String, sections: [String])] = []
    var sections: [String] = []
    for match in text.matches(of: /\{\{\{?([#^\/%]?)([A-Za-z0-9_.:]+)\}?\}\}/) {
      let name = String(match.output.2)
      switch match.output.1 {
      case "%": continue
      case "/": sections.removeLast()
      case "#":
        tags.append((name, sections))
        sections.append(name)
      case "^":
        tags.append((name, sections))
        // Nothing is looked up in what is not there.
        sections.append("")
      default: tags.append((name, sections))
      }
    }
    self.tags = tags
  }
}

/// The members of a struct of values, and of the structs that they hold.
private struct MemberList {
  private final class Node {
    let type: String
    let isGroup: Bool
    var members: [String: Node?] = [:]

    init(type: String, isGroup: Bool) {
      self.type = type
      self.isGroup = isGroup
    }
  }

  private let root: Node

  init(of type: any KernelTemplateValues.Type) throws {
    root = Node(type: String(reflecting: type), isGroup: false)
    _ = try type.init(from: Recorder(root))
  }

  /// The names of all members, each after its struct.
  var all: Set<String> { names(of: root) }

  private func names(of node: Node) -> Set<String> {
    node.members.reduce(into: []) { all, member in
      if member.value?.isGroup != true { all.insert("\(node.type).\(member.key)") }
      if let inner = member.value { all.formUnion(names(of: inner)) }
    }
  }

  /// The members that a tag leads through, or `nil` where there is none.
  func find(_ tag: String, in sections: [String]) -> [String]? {
    // The innermost section is asked first, as the template engine does.
    var scopes = [root]
    for section in sections where !section.isEmpty {
      if let node = resolve(section, from: scopes)?.node { scopes.append(node) }
    }
    if tag == "." { return [] }
    return resolve(tag, from: scopes)?.path
  }

  private func resolve(_ tag: String, from scopes: [Node]) -> (path: [String], node: Node?)? {
    let words = tag.split(separator: ".").map(String.init)
    for scope in scopes.reversed() {
      guard var found = member(words[0], of: scope) else { continue }
      var path = [found.name]
      for word in words.dropFirst() {
        guard let node = found.node, let next = member(word, of: node) else { return nil }
        found = next
        path.append(next.name)
      }
      return (path, found.node)
    }
    return nil
  }

  private func member(_ name: String, of node: Node) -> (name: String, node: Node?)? {
    if let member = node.members[name] { return ("\(node.type).\(name)", member) }
    for case let group? in node.members.values where group.isGroup {
      if let found = member(name, of: group) { return found }
    }
    return nil
  }

  // MARK: Decoding

  /// Gives every member that a struct asks for a value of its type, and notes its name.
  private struct Recorder: Decoder {
    let node: Node
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(_ node: Node) { self.node = node }

    func container<Key>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
      KeyedDecodingContainer(Members(node: node))
    }
    func unkeyedContainer() -> any UnkeyedDecodingContainer { OneElement(node: node) }
    func singleValueContainer() throws -> any SingleValueDecodingContainer {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "no struct"))
    }
  }

  private static func value<T: Decodable>(_ type: T.Type, _ record: (Node) -> Void) throws -> T {
    if let value = (0 as? T) ?? (0.0 as? T) ?? ("" as? T) ?? (true as? T) { return value }
    let values = type as? any TemplateValues.Type
    let node = Node(
      type: String(reflecting: type), isGroup: values is any TemplateValueGroup.Type)
    let value = try T(from: Recorder(node))
    // An array has the members of its elements.
    record(values == nil ? node.members.values.compactMap(\.self).first ?? node : node)
    return value
  }

  private struct Members<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let node: Node
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) -> Bool { false }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
      node.members[key.stringValue] = .some(nil)
      return try value(type) { node.members[key.stringValue] = $0 }
    }
    func nestedContainer<NestedKey>(
      keyedBy type: NestedKey.Type, forKey key: Key
    ) -> KeyedDecodingContainer<NestedKey> {
      KeyedDecodingContainer(Members<NestedKey>(node: node))
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedDecodingContainer {
      OneElement(node: node)
    }
    func superDecoder() -> any Decoder { Recorder(node) }
    func superDecoder(forKey key: Key) -> any Decoder { Recorder(node) }
  }

  private struct OneElement: UnkeyedDecodingContainer {
    let node: Node
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    var currentIndex = 0
    var isAtEnd: Bool { currentIndex > 0 }

    init(node: Node) { self.node = node }

    mutating func decodeNil() -> Bool { false }
    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
      currentIndex += 1
      return try value(type) { node.members["element"] = $0 }
    }
    mutating func nestedContainer<NestedKey>(
      keyedBy type: NestedKey.Type
    ) -> KeyedDecodingContainer<NestedKey> {
      KeyedDecodingContainer(Members<NestedKey>(node: node))
    }
    mutating func nestedUnkeyedContainer() -> any UnkeyedDecodingContainer { self }
    mutating func superDecoder() -> any Decoder { Recorder(node) }
  }
}
