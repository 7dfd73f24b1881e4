import Compiler
import Croton
import Datasets
import Diagnostics
import Frontend
import GraphIR
import Testing
import Training

/// Which networks processes can train together.
@Suite struct LayerDistributionTests {
  struct Classifier<Head: NetworkHead>: TrainableModel {
    let layers: LayerStack
    let head: Head
    var network: some Network {
      layers
      head
    }
  }

  struct Regression: TrainableModel {
    let loss: LinearRegression.Loss
    var network: some Network {
      Normalize()
      Dense(9, activation: .tanh)
      LinearRegression(loss: loss)
    }
  }

  /// Rows of a table that training changes, by the first feature.
  struct Embedding: Layer {
    func output(
      of input: Tensor<Float>, in context: inout LayerContext
    ) throws -> Tensor<Float> {
      let table = try context.parameter("E", shape: [300, 6], from: .glorot)
      let words = (input.sliced(axis: 1, from: 0, to: 1) * 255).reshape([140])
      return table.take(words.cast(to: Int32.self))
    }
  }

  private static func of(@LayerBuilder _ layers: () -> LayerStack) -> LayerStack { layers() }

  /// Generates the C of the training and validation functions of three processes.
  private func distribute(
    _ model: some TrainableModel, _ dataset: Dataset, shuffles: [Bool] = [false, true],
    options: TrainingOptions = TrainingOptions(), _ comment: String
  ) throws {
    for shuffles in shuffles {
      var options = options
      options.batchSize = 140
      options.shuffles = shuffles
      let program = try ModelProgram(model, dataset: dataset, options: options)
      for rank in 0..<3 {
        var compile = CompileOptions(threads: 2)
        compile.process = program.process(rank, of: 3)
        for function in [ModelFunction.train, .validate] {
          let graph = try program.generate(function, options: compile).optimizedGraph
          #expect(graph.shard?.images == 140, "\(comment)")
          #expect(graph.nodes.contains { $0.operation == .allReduce }, "\(comment)")
        }
      }
    }
  }

  @Test func layersOfImages() throws {
    let stacks: [(String, LayerStack)] = [
      ("Conv2d", Self.of { Conv2d(4, kernel: 3, padding: .same, stride: 2, activation: .elu) }),
      (
        "groups",
        Self.of {
          Conv2d(4, kernel: 3); Conv2d(4, kernel: 3, dilation: 2, groups: 2)
        }
      ),
      (
        "DepthwiseConv2d",
        Self.of {
          Conv2d(4, kernel: 1)
          DepthwiseConv2d(kernel: 3, multiplier: 2, activation: .gelu)
        }
      ),
      (
        "ConvPool2d",
        Self.of {
          ConvPool2d(4, kernel: 5); ConvPool2d(5, kernel: 3)
        }
      ),
      (
        "common",
        Self.of {
          Conv2d(4, kernel: 3); MaxPool2d(2, convention: .common)
        }
      ),
      (
        "theano",
        Self.of {
          Conv2d(4, kernel: 3); MaxPool2d(2, convention: .theano)
        }
      ),
      (
        "AveragePool2d",
        Self.of {
          Conv2d(4, kernel: 3); AveragePool2d(3, stride: 2, padding: 1)
        }
      ),
      (
        "GlobalPool2d",
        Self.of {
          Conv2d(4, kernel: 3); GlobalPool2d(.average)
        }
      ),
      (
        "maxima",
        Self.of {
          Conv2d(4, kernel: 3); GlobalPool2d(.max)
        }
      ),
      (
        "BatchNorm",
        Self.of {
          Conv2d(4, kernel: 3); BatchNorm(); Flatten(); BatchNorm()
        }
      ),
      (
        "LayerNorm",
        Self.of {
          Conv2d(4, kernel: 3); LayerNorm(); Flatten(); LayerNorm()
        }
      ),
      (
        "Residual",
        Self.of {
          Residual {
            Sequential {
              Conv2d(1, kernel: 3, padding: .same); BatchNorm()
            }
          }
        }
      ),
      (
        "Concatenate",
        Self.of {
          Concatenate {
            Conv2d(3, kernel: 3, padding: .same, activation: .silu)
            Conv2d(2, kernel: 5, padding: .same, activation: .squash)
          }
        }
      ),
      (
        "Dropout",
        Self.of {
          Conv2d(4, kernel: 3); Dropout(0.3)
        }
      ),
      (
        "Normalize",
        Self.of {
          Normalize(); Rescale(2, offset: -1)
        }
      ),
      (
        "Whiten",
        Self.of {
          Flatten(); Whiten(20); Dense(8)
        }
      ),
      ("RandomShift", Self.of { RandomShift(2) }),
      ("RandomRotation", Self.of { RandomRotation(degrees: 10) }),
      (
        "RandomZoom",
        Self.of {
          Conv2d(2, kernel: 3); RandomZoom(0.1, border: .edge)
        }
      ),
      ("RandomCrop", Self.of { RandomCrop(height: 20, width: 22) }),
      ("RandomFlip", Self.of { RandomFlip(vertical: true) }),
      ("Cutout", Self.of { Cutout(4) }),
      ("ColorJitter", Self.of { ColorJitter(brightness: 0.1, contrast: 0.1, saturation: 0.1) }),
      (
        "clipGradient",
        Self.of {
          Conv2d(4, kernel: 3); Lambda { clipGradient($0, -1, 1) }
        }
      ),
      ("stopGradient", Self.of { Lambda { $0 + stopGradient($0 * 2) } }),
      ("connections", Self.of { Lambda { $0.padded([(0, 0), (0, 0), (2, 2), (2, 2)]) } }),
      ("upsampling", Self.of { Lambda { stack([$0, $0], axis: 4).reshape([140, 1, 28, 56]) } }),
    ]
    let digits = try SmallSets.digits()
    for (name, layers) in stacks {
      do {
        let model = Classifier(
          layers: Self.of {
            layers; Flatten()
          }, head: SoftmaxClassifier())
        try distribute(model, digits, shuffles: [true], name)
      } catch { Issue.record("\(name): \(error)") }
    }
  }

  @Test(arguments: Activation.allCases)
  func activations(activation: Activation) throws {
    let layers = Self.of {
      Flatten(); Dense(9, activation: activation)
    }
    try distribute(
      Classifier(layers: layers, head: HingeClassifier()), SmallSets.digits(), "\(activation)")
  }

  @Test func optimizersAndPenalties() throws {
    let optimizers: [any Optimizer] = [
      SGD(learningRate: 0.1, weightDecay: 0.1), Momentum(), Nesterov(), RMSProp(), Adam(), AdamW(),
    ]
    for optimizer in optimizers {
      var options = TrainingOptions()
      options.optimizer = optimizer
      (options.l1, options.l2) = (0.01, 0.01)
      for loss in LinearRegression.Loss.allCases {
        try distribute(
          Regression(loss: loss), SmallSets.measurements(), options: options, "\(optimizer) \(loss)"
        )
      }
    }
  }

  @Test func convolutionsInFloatAndInDouble() throws {
    let inputs = Tensor<Float>.placeholder("x", shape: [140, 1, 8, 8])
    let filters = Tensor<Float>.constant(try NDArray(repeating: 1, shape: [2, 1, 3, 3]))
    let sum =
      conv2d(inputs, filters: filters).sum()
      + conv2d(inputs.cast(to: Double.self), filters: filters.cast(to: Double.self)).sum()
      .cast(to: Float.self)
    var options = CompileOptions()
    options.process = ProcessRank(rank: 0, of: 2, images: 140, inputs: [0])
    let error = #expect(throws: ProcessError.self) {
      _ = try compile(inputs: [inputs], outputs: [sum], options: options)
    }
    #expect(
      error?.description
        == "processes cannot share a minibatch of a network with convolutions in Float and in "
        + "Double; expected one of them")
  }

  /// What mixes images in another way than by sums is refused at its line.
  @Test func whatMixesImages() throws {
    let stacks: [(String, LayerStack)] = [
      (
        "max: it goes over images and is no sum",
        Self.of { Lambda { $0 - $0.max(axes: [0], keepingDimensions: true) } }
      ),
      (
        "dot: images do not stay on axis 0",
        Self.of { Lambda { dot(dot($0, $0.dimshuffle(1, 0)).tanh(), $0) } }
      ),
      ("slice: some images are taken out", Self.of { Lambda { $0 + $0.sliced(axis: 0, by: -1) } }),
      (
        "cumulativeSum: it may mix images (float(140, 784))",
        Self.of { Lambda { $0.cumulativeSum(axis: 1) } }
      ),
      (
        "reshape: images do not stay on axis 0",
        Self.of { Lambda { $0.reshape([784, 140]).tanh().reshape([140, 784]) } }
      ),
      (
        "scatterAdd: it adds rows of all images in order",
        Self.of { Embedding() }
      ),
    ]
    for (offset, (reason, layers)) in stacks.enumerated() {
      let model = Classifier(
        layers: Self.of {
          Flatten(); layers
        }, head: SoftmaxClassifier())
      do {
        try distribute(model, SmallSets.digits(), shuffles: [true], reason)
        Issue.record("\(reason): no error")
      } catch let error as ModelError {
        #expect(
          error.diagnostics.map(\.message) == [
            "\(reason), so that processes cannot share a minibatch"
          ], "\(offset)")
        let location = error.diagnostics.first?.location
        #expect(location?.file == #fileID, "\(reason)")
      }
    }
  }
}
