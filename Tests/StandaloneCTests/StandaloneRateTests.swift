import CommandLineTestSupport
import Croton
import Foundation
import Testing
import Training

/// The learning rate of C that stands alone, which is set when it runs.
struct StandaloneRateTests {
  private static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.1),
    SGD(learningRate: LearningRate(0.1, .geometric(last: 0.3, steps: 7)), weightDecay: 0.01),
    Momentum(learningRate: LearningRate(0.1, .step(factor: 0.5, every: 3)), weightDecay: 0.01),
    Nesterov(learningRate: LearningRate(0.1, .exponential(factor: 0.9)), weightDecay: 0.01),
    RMSProp(learningRate: LearningRate(0.01, .inverseTime(decay: 0.1)), weightDecay: 0.01),
    Adam(learningRate: LearningRate(0.01, .cosine()), weightDecay: 0.01),
    AdamW(learningRate: 0.01, weightDecay: 0.03),
  ]

  @Test(arguments: optimizers.indices)
  func anotherRateIsTheSame(optimizer index: Int) throws {
    try withDigitsFolder { folder in
      let dataset = try Dataset.numbers()
      try dataset.writeRaw(to: "\(folder)/raw")
      var trainer = try Trainer(testing: OwnRegression(), data: .dataset(dataset), batchSize: 10) {
        $0.optimizer = Self.optimizers[index]
        $0.l1 = 0.001
        $0.l2 = 0.002
      }
      let c = try CFolder(trainer, in: "\(folder)/c", make: CFolder.strict + ["train"])
      var files: Set<Data> = []
      // A number that single precision has not, and one as the command line has them too.
      for rate in ["0.0437", "3e-3"] {
        trainer.options.optimizer.learningRate.initial = try #require(Double(rate))
        let expected = try trainer.trained(in: folder)
        let result = try c.succeed(
          "train",
          ["--data", "../raw", "--epochs", "2", "--learning-rate", rate, "--save", "c.safetensors"])
        #expect(Recorder.timeless(result.output) == expected.lines)
        let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
        #expect(checkpoint == expected.checkpoint)
        files.insert(checkpoint)
      }
      #expect(files.count == 2)
    }
  }

  @Test func theInterfaceSetsIt() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: MultilayerPerceptron(hidden: 6), data: .path("\(folder)/digits")
      ) {
        $0.optimizer.learningRate = 0.3
      }
      let c = try CFolder(trainer, in: "\(folder)/c", make: CFolder.strict + ["libmlp.a"])
      let result = try c.runOwn(
        """
        #include "model.h"
        #include <math.h>
        #include <stdio.h>
        #include <string.h>

        static _Alignas(64) unsigned char memory[MLP_CONTEXT_BYTES(1)];
        static uint8_t x[MLP_BATCH_SIZE * MLP_EXAMPLE_SIZE];
        static int32_t y[MLP_BATCH_SIZE];

        /* How far a step at a rate moves a bias of the last layer from where training begins. */
        static double change(double rate)
        {
          mlp_context *network;
          if (mlp_init(&network, memory, sizeof memory, 1, 1) != MLP_OK) return NAN;
          if (mlp_set_learning_rate(network, rate) != MLP_OK) return NAN;
          if (mlp_train_step(network, x, y, NULL) != MLP_OK) return NAN;
          return (double)mlp_array_values(network, 3)[0];
        }

        int main(void)
        {
          mlp_context *network;
          printf("%d\\n", mlp_init(&network, memory, sizeof memory, 1, 1));
          printf("%g %g\\n", MLP_LEARNING_RATE, (double)mlp_learning_rate(network));
          const double refused[] = {0, -0.1, 1e39, 1e-50, INFINITY, NAN};
          for (int i = 0; i < 6; ++i) printf("%d ", mlp_set_learning_rate(network, refused[i]));
          printf("%g\\n", (double)mlp_learning_rate(network));
          printf("%d %d\\n", mlp_set_learning_rate(NULL, 0.1), mlp_learning_rate(NULL) == 0);
          printf("%d", mlp_set_learning_rate(network, 0.05));
          printf(" %g\\n", (double)mlp_learning_rate(network));
          /* A checkpoint has no rate. */
          printf("%d ", mlp_save(network, "own.safetensors"));
          printf("%d ", mlp_set_learning_rate(network, 0.25));
          printf("%d ", mlp_load(network, "own.safetensors"));
          printf("%g\\n", (double)mlp_learning_rate(network));
          printf("%d\\n", change(0.25) != 0 && change(0.5) == 2 * change(0.25));
          return 0;
        }
        """)
      #expect(
        result.lines == [
          "0", "0.3 0.3", "2 2 2 2 2 2 0.3", "2 1", "0 0.05", "0 0 0 0.25", "1",
        ])
    }
  }
}
