import BenchmarkNetworks
import Croton
import Frontend
import Testing

/// Training gives the same bits whatever registers the code is written for.
@Suite struct RegisterWidthTests {
  private static let widths = [16, 32, 64]

  /// The bits of all shared values after three steps.
  private func bits(_ definition: FunctionDefinition, vectorBytes: Int) throws -> [[UInt64]] {
    let step = try Function(definition, options: .testing(vectorBytes: vectorBytes))
    for number in 0..<3 { _ = try step(number) }
    return definition.storages.map { storage in
      switch storage.type.elementType {
      case .double: storage.read(as: Double.self).map(\.bitPattern)
      case .int32: storage.read(as: Int32.self).map { UInt64(UInt32(bitPattern: $0)) }
      default: storage.read(as: Float.self).map { UInt64($0.bitPattern) }
      }
    }
  }

  @Test(arguments: ConvolutionalNetwork.all)
  func stepsOfNetworks(network: ConvolutionalNetwork) throws {
    var network = network
    network.batchSize = 40
    let all = try Self.widths.map { try bits(network.program().train, vectorBytes: $0) }
    #expect(all[0] == all[2])
    #expect(all[1] == all[2])
    #expect(try network.program().train.storages.count == all[2].count)
  }
}
