import CEmitter
import CommandLineTestSupport
import Croton
import Foundation
import StandaloneTemplates
import Testing
import Training

@testable import StandaloneC

/// The templates and their values: a tag that has no value would render as nothing.
struct StandaloneTemplateTests {
  /// The tags of a template, each with the sections that it stands in.
  private static func tags(
    of template: StandaloneTemplate
  ) -> [(name: String, sections: [String], isSection: Bool)] {
    // One template has other brackets than the rest.
    let text = String(decoding: template.source, as: UTF8.self)
      .replacing("<%", with: "{{").replacing("%>", with: "}}")
    var sections: [String] = []
    var tags: [(name: String, sections: [String], isSection: Bool)] = []
    for match in text.matches(of: /\{\{\{?([#^\/%=]?)([A-Za-z0-9_.:]+)\}?\}\}/) {
      let name = String(match.output.2)
      switch match.output.1 {
      case "%", "=": continue
      case "/": sections.removeLast()
      case "#", "^":
        tags.append((name, sections, true))
        sections.append(name)
      default: tags.append((name, sections, false))
      }
    }
    return tags
  }

  /// The value of a tag: that of the innermost section that has one.
  private func value(
    _ name: String, in sections: [String], of values: any TemplateValues
  ) -> Any? {
    var contexts: [any TemplateValues] = [values]
    for section in sections {
      let value = contexts.reversed().lazy.compactMap { $0.child(named: section) }.first
      let inner = (value as? [any TemplateValues])?.first ?? value as? any TemplateValues
      if let inner { contexts.append(inner) }
    }
    return contexts.reversed().lazy.compactMap { $0.child(named: name) }.first
  }

  @Test func everyTagHasAValue() throws {
    try withDigitsFolder { folder in
      var network = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits")) {
        $0.optimizer = Adam(learningRate: LearningRate(0.01, .cosine()))
      }
      var settings = StandaloneSettings()
      settings.bindings = [.fortran, .python]
      settings.command = "croton generate"
      settings.memory = try MemorySize("1G")
      network.savePath = "\(folder)/best.safetensors"
      try network.run(sink: Recorder(), warnings: Recorder())
      // Trained parameters are part of the C.
      let model = try StandaloneModel(
        network.model, data: network.data, options: network.options, weights: network.savePath)
      let options = network.compileOptions
      var parts = try StandaloneFolder(model, settings: settings, options: options).parts
      settings.target = .cortexM
      parts += try StandaloneFolder(model, settings: settings, options: options).parts
        .filter { [.startup, .board].contains($0.template) }
      settings.target = .wasm32
      settings.bindings = []
      parts += try StandaloneFolder(model, settings: settings, options: options).parts
      settings.target = .host
      try TinyDigits.write(to: "\(folder)/more", training: 150)
      let shared = try Trainer(
        testing: LeNet5(filters: (2, 3)), data: .path("\(folder)/more"), batchSize: 64
      ) { $0.shuffles = true }
      settings.ranks = 2
      parts += try StandaloneFolder(
        StandaloneModel(shared.model, data: shared.data, options: shared.options),
        settings: settings, options: options
      ).parts.filter { [.shardsHeader, .distributedHeader, .distributed].contains($0.template) }
      settings.ranks = nil
      settings.module = try ModuleName("CNet")
      parts += try StandaloneFolder(model, settings: settings, options: options).parts
      #expect(Set(parts.map(\.template)) == Set(StandaloneTemplate.allCases))
      for (template, values) in parts {
        for tag in Self.tags(of: template) {
          #expect(
            value(tag.name, in: tag.sections, of: values) != nil,
            "'\(template.fileName)' has the tag '\(tag.name)', which has no value")
        }
      }
      #expect(value("batchSiz", in: [], of: parts[0].values) == nil)
    }
  }
}
