import Croton
import TestSupport
import Testing

/// Layers and networks of any numbers: an error with a line, or a network that becomes C.
@Suite(.timeLimit(.minutes(60))) struct LayerFuzzTests {
  private func attempt(_ generator: inout RandomLayers, _ seed: UInt64) throws -> Bool {
    do {
      let network = try generator.cost()
      let definition = try FunctionDefinition(
        name: "network", inputs: network.inputs, outputs: [network.cost], updates: [], givens: [],
        unusedInputs: .ignored, at: SourceLocation(file: #fileID, line: #line))
      _ = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
      return true
    } catch {
      expectLines(of: error, seed: seed)
      return false
    }
  }

  @Test func noNetworkTraps() throws {
    var generator = SeededGenerator.announced()
    var (taken, refused) = (0, 0)
    for index in 0..<(Soak.isOn ? 20_000 : 300) {
      let seed = index == 0 ? generator.seed : generator.next()
      var layers = RandomLayers(generator: SeededGenerator(seed: seed))
      if try attempt(&layers, seed) { taken += 1 } else { refused += 1 }
    }
    print("\(taken) networks became C, \(refused) were refused")
    #expect(taken > 0)
    #expect(refused > 0)
  }

  /// The layers of the tutorials.
  @Test func noTutorialLayerTraps() throws {
    var generator = SeededGenerator.announced()
    var (taken, refused) = (0, 0)
    for index in 0..<(Soak.isOn ? 20_000 : 300) {
      let seed = index == 0 ? generator.seed : generator.next()
      var layers = RandomTutorialLayers(generator: SeededGenerator(seed: seed))
      do {
        let output = try layers.output()
        let definition = try FunctionDefinition(
          name: "layer", inputs: [], outputs: [output], updates: [], givens: [],
          at: SourceLocation(file: #fileID, line: #line))
        _ = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
        taken += 1
      } catch {
        expectLines(of: error, seed: seed)
        refused += 1
      }
    }
    print("\(taken) layers became C, \(refused) were refused")
    #expect(taken > 0)
    #expect(refused > 0)
  }
}
