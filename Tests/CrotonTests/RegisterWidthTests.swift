import BenchmarkNetworks
import Croton
import Frontend
import TestSupport
import Testing

@testable import Datasets
@testable import Training

/// Training gives the same bits whatever registers the code is written for.
@Suite struct RegisterWidthTests {
  private static let widths = [16, 32, 64]

  /// The networks that are compiled unless everything is: convolutions on tiles of two kinds, long
  /// products, and double precision.
  private static let networks = BenchmarkNetwork.all.filter {
    Soak.isOn || ["color-32x32", "no-pooling", "double"].contains($0.name)
  }

  /// The bytes of all shared values.
  private func bytes(_ definition: FunctionDefinition) -> [[UInt8]] {
    definition.storages.map { $0.readBytes() }
  }

  @Test(arguments: networks) func stepsOfNetworks(network: BenchmarkNetwork) throws {
    var network = network
    network.batchSize = 40
    let all = try Self.widths.map { width in
      let definition = try network.program().train
      let before = bytes(definition)
      let step = try Function(definition, options: .testing(vectorBytes: width))
      for number in 0..<3 { _ = try step(number) }
      let after = bytes(definition)
      #expect(after != before)
      return after
    }
    #expect(all[0] == all[2])
    #expect(all[1] == all[2])
  }

  /// Layers of many kinds.
  private struct Mixed: TrainableModel {
    var network: some Network {
      RandomShift(2)
      Conv2d(6, kernel: 3, padding: .same, activation: .relu)
      BatchNorm()
      Residual { DepthwiseConv2d(kernel: 3, padding: .same, activation: .gelu) }
      MaxPool2d(2)
      Dropout(0.25)
      Conv2d(9, kernel: 3, stride: 2, activation: .silu)
      LayerNorm()
      Flatten()
      Dense(30, activation: .sigmoid)
      SoftmaxClassifier()
    }
  }

  @Test func stepsOfAnOwnNetwork() throws {
    let dataset = try DataSource.embeddedMNIST.load()
    let options = TrainingOptions(
      batchSize: 30, optimizer: Adam(learningRate: 0.002), shuffles: true)
    let all = try Self.widths.map { width in
      let program = try ModelProgram(Mixed(), dataset: dataset, options: options)
      var compiled = try program.compile(options: .testing(vectorBytes: width))
      compiled.startEpoch(1)
      for minibatch in 0..<3 { _ = try compiled.trainStep(minibatch: minibatch) }
      return bytes(program.train)
    }
    #expect(all[0] == all[2])
    #expect(all[1] == all[2])
  }
}
