import CommandLineTestSupport
import Foundation
import Testing

/// What is said about an error, word for word, by the program itself.
struct ErrorTests {
  private static let trainUsage = """
    Usage: croton train lenet5 [options]
      See 'croton train lenet5 --help' for more information.

    """

  @Test(arguments: [
    (
      "trian lenet5",
      """
      Error: 'croton' has no 'trian'. Did you mean 'train'?
      It has generate, compile, train, sweep, bench, tune, scale, evaluate, predict, report, verify, export, import, gradcheck, explain, summary, data, new, filter-demo, max-pool-demo, conformance, cache, doctor; see 'croton --help'.

      """
    ),
    (
      "cache lst",
      """
      Error: 'croton cache' has no 'lst'. Did you mean 'list'?
      It has list, verify, clear; see 'croton cache --help'.

      """
    ),
    (
      "data shwo",
      """
      Error: 'croton data' has no 'shwo'. Did you mean 'show'?
      It has show; see 'croton data --help'.

      """
    ),
    (
      "help trian",
      """
      Error: 'croton' has no 'trian'. Did you mean 'train'?
      It has generate, compile, train, sweep, bench, tune, scale, evaluate, predict, report, verify, export, import, gradcheck, explain, summary, data, new, filter-demo, max-pool-demo, conformance, cache, doctor; see 'croton --help'.

      """
    ),
    (
      "train lenet6",
      """
      Error: 'croton train' has no 'lenet6'. Did you mean 'lenet5'?
      It has softmax, mlp, lenet5, lenet5-1998, fast-mnist, simplechains-lenet5; see 'croton train --help'.

      """
    ),
    (
      "lenet5",
      """
      Error: 'croton' has no 'lenet5'.
      It has generate, compile, train, sweep, bench, tune, scale, evaluate, predict, report, verify, export, import, gradcheck, explain, summary, data, new, filter-demo, max-pool-demo, conformance, cache, doctor; see 'croton --help'.

      """
    ),
    (
      "train --epochs 3",
      """
      Error: 'croton train' has no option '--epochs' of its own.
      Before options comes one of softmax, mlp, lenet5, lenet5-1998, fast-mnist, simplechains-lenet5; see 'croton train --help'.

      """
    ),
  ])
  func commandsAndModels(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(result.errors == message)
      #expect(result.output == "")
      #expect(result.status == 64)
    }
  }

  @Test(arguments: [
    ("--epoch 3", "Error: Unknown option '--epoch'. Did you mean '--epochs'?\n"),
    ("5", "Error: Unexpected argument '5'\n"),
    (
      "--epochs",
      """
      Error: Missing value for '--epochs <epochs>'
      Help:  --epochs <epochs>  The number of passes over the training set, at most.

      """
    ),
    (
      "--save --epochs 1",
      """
      Error: Missing value for '--save <file>'
      Help:  --save <file>  Another file for the best parameters, as safetensors. A file that is there is replaced.

      """
    ),
    (
      "--batch-size x",
      """
      Error: The value 'x' is invalid for '--batch-size <batch-size>'
      Help:  --batch-size <batch-size>  The number of examples in a minibatch.

      """
    ),
    ("--batch-size 0", "Error: the batch size must be at least 1, but 0 was given\n"),
    ("--threads 0", "Error: 0 threads are not possible; expected 1 to 1024\n"),
    (
      "--threads 99999999999",
      "Error: 99999999999 threads are not possible; expected 1 to 1024\n"
    ),
    ("--epochs 0", "Error: the number of epochs must be at least 1, but 0 was given\n"),
    (
      "--nkerns 3",
      "Error: --nkerns is '3'; expected two numbers from 1 to 1000, as in --nkerns 20 50.\n"
    ),
    (
      "--nkerns 9223372036854775807 2",
      "Error: --nkerns is '9223372036854775807 2'; "
        + "expected two numbers from 1 to 1000, as in --nkerns 20 50.\n"
    ),
    (
      "--learning-rate nan",
      "Error: the learning rate must be a positive number within single precision, "
        + "but nan was given\n"
    ),
    (
      "--learning-rate -0.1",
      "Error: the learning rate must be a positive number within single precision, "
        + "but -0.1 was given\n"
    ),
    (
      "--learning-rate 1e39",
      "Error: the learning rate must be a positive number within single precision, "
        + "but 1e+39 was given\n"
    ),
    (
      "--optimizer sdg",
      """
      Error: The value 'sdg' is invalid for '--optimizer <name>'. Did you mean 'sgd'? \
      Please provide one of the following:
        - sgd
        - momentum
        - nesterov
        - rmsprop
        - adam
        - adamw
      Help:  --optimizer <name>  sgd, momentum, nesterov, rmsprop, adam, adamw. (default: sgd)

      """
    ),
    (
      "--momentum 0.9",
      "Error: --momentum is an option of momentum and nesterov, but the optimiser is sgd.\n"
    ),
    (
      "--optimizer momentum --momentum 1",
      "Error: the momentum must be at least 0 and less than 1, but 1.0 was given\n"
    ),
    (
      "--weight-decay -1",
      "Error: the weight decay must be at least 0 and within single precision, but -1.0 was given\n"
    ),
    (
      "--l2 -1",
      "Error: the factor of the L2 cost must be at least 0 and within single precision, "
        + "but -1.0 was given\n"
    ),
    (
      "--schedule-decay 1",
      "Error: --schedule-decay is an option of a schedule; expected --schedule as well.\n"
    ),
    (
      "--schedule exponential --schedule-factor 0.5",
      "Error: the schedule exponential needs --schedule-steps.\n"
    ),
    (
      "--schedule cosine --schedule-factor 0.5",
      "Error: --schedule-factor is no option of the schedule cosine, which has --schedule-steps.\n"
    ),
    (
      "--schedule constant --schedule-steps 5",
      "Error: --schedule-steps is no option of the schedule constant, which has none.\n"
    ),
    (
      "--schedule inverse-time --schedule-decay 0",
      "Error: the decay of the schedule must be a positive number within single precision, "
        + "but 0.0 was given\n"
    ),
    (
      "--schedule step --schedule-factor 1 --schedule-steps 5",
      "Error: the factor of the schedule must lie between 0 and 1, but 1.0 was given\n"
    ),
    (
      "--schedule cosine --schedule-steps 0",
      "Error: the steps of the schedule must be at least 1, but 0 was given\n"
    ),
    ("--patience 1", "Error: the patience must be at least 2, but 1 was given\n"),
    ("--patience-increase 0", "Error: the patience increase must be at least 1, but 0 was given\n"),
    (
      "--improvement-threshold 0",
      "Error: the improvement threshold must lie above 0 and not above 1, but 0.0 was given\n"
    ),
    ("--seed -1", "Error: a seed must lie in 0...4294967295 (32 bits), but -1 was given\n"),
  ])
  func optionsOfTraining(options: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run("train lenet5 \(options)")
      #expect(result.errors == message + Self.trainUsage)
      #expect(result.output == "")
      #expect(result.status == 64)
    }
  }

  @Test(arguments: [
    (
      "--data nowhere",
      "Error: nowhere: no such file or folder; expected a data set, or "
        + "fashion-mnist\n"
    ),
    (
      "--save nowhere/best.safetensors",
      "Error: cannot create 'nowhere/best.safetensors': No such file or directory\n"
    ),
    ("--save digits", "Error: cannot create 'digits': Is a directory\n"),
    ("--save new/", "Error: cannot create 'new/': Is a directory\n"),
    (
      "--log nowhere/run.jsonl",
      "Error: cannot create 'nowhere/run.jsonl': No such file or directory\n"
    ),
    ("--log digits", "Error: cannot create 'digits': Is a directory\n"),
  ])
  func pathsAreCheckedBeforeAnythingElse(options: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.runTiny("train", options)
      #expect(result.errors == message)
      #expect(result.output == "")
      #expect(result.status == 1)
      #expect(try croton.madeFiles() == [])
    }
  }

  @Test func aBatchIsNoLargerThanTheData() throws {
    try withCroton { croton in
      let result = try croton.runTiny("train", "--batch-size 11")
      #expect(
        result.errors
          == "Error: a batch size of 11 is not possible; expected 1 to 10, "
          + "the number of examples in the validation set\n")
      #expect(result.output == "... loading data\n... building the model\n")
      #expect(result.status == 1)
    }
  }

  @Test func stepsOfTheBenchmark() throws {
    try withCroton { croton in
      for steps in ["0", "-5", "9223372036854775807"] {
        let result = try croton.run("bench lenet5 --steps \(steps)")
        #expect(
          result.errors == """
            Error: --steps is \(steps); expected 1 to 1000000.
            Usage: croton bench lenet5 [options]
              See 'croton bench lenet5 --help' for more information.

            """)
        #expect(result.status == 64)
      }
    }
  }

  @Test(arguments: [
    (
      "--ranks 4..2",
      "'4..2' are no numbers of processes; expected numbers from 1 to 1048576, as in 1,2,4 or 1..1024"
    ),
    ("--bucket-bytes -1", "buckets of -1 bytes are not possible; expected at least 1"),
  ])
  func usageOfScaling(options: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run("scale lenet5 \(options)")
      #expect(
        result.errors == """
          Error: \(message)
          Usage: croton scale lenet5 [options]
            See 'croton scale lenet5 --help' for more information.

          """)
      #expect(result.status == 64)
    }
  }

  @Test(arguments: [
    (
      "--network 10gb",
      "there is no network '10gb', and no such file; did you mean '10gbe'?"
    ),
    ("--network .", "cannot read the network '.': Is a directory"),
    (
      "--plot nowhere/scale.svg",
      "cannot write the file 'nowhere/scale.svg': No such file or directory"
    ),
  ])
  func filesOfScaling(options: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.runTiny("scale", options)
      #expect(result.errors == "Error: \(message)\n")
      #expect(result.output == "")
      #expect(result.status == 1)
    }
  }

  @Test func sweepsOfTheBenchmark() throws {
    try withCroton { croton in
      for (sweep, error) in [
        (
          "batch",
          "cannot sweep over 'batch'; "
            + "expected batch, threads or width and its values, as in batch=64,128"
        ),
        ("width=8", "vectors of 8 bytes are not possible; expected 16, 32 or 64"),
      ] {
        let result = try croton.run("bench lenet5 --sweep \(sweep)")
        #expect(
          result.errors == """
            Error: \(error)
            Usage: croton bench lenet5 [options]
              See 'croton bench lenet5 --help' for more information.

            """)
        #expect(result.status == 64)
      }
    }
  }

  @Test func networksOfTheBenchmark() throws {
    try withCroton { croton in
      // The value of an unknown option is no name of a network.
      for command in ["bench", "tune"] {
        let unknown = try croton.run("\(command) networks --stepz 3")
        #expect(
          unknown.errors == """
            Error: Unknown option '--stepz'. Did you mean '--steps'?
            Usage: croton \(command) networks [<name> ...] [options]
              See 'croton \(command) networks --help' for more information.

            """)
        #expect(unknown.status == 64)
      }
      let result = try croton.run("bench networks doubel")
      #expect(
        result.errors == """
          Error: there is no network 'doubel'. Did you mean 'double'?
          There are filters-3x3, filters-7x7, color-32x32, average-pooling, relu, no-pooling, \
          three-convolutions, odd-sizes, double, mlp-256, mlp-1024, mlp-4096, simplechains-mlp, \
          keras-cifar-cnn, pytorch-mnist-cnn, overlapping-pooling, vgg-like, alexnet-like, all-convolutional, \
          batch-normalization, depthwise-separable, images-64x64, images-8x8, small-batch, \
          large-batch, residual, bottleneck, grouped-convolutions.
          Usage: croton bench networks [<name> ...] [options]
            See 'croton bench networks --help' for more information.

          """)
      #expect(result.status == 64)
    }
  }

  @Test func theWidthOfVectors() throws {
    try withCroton { croton in
      let result = try croton.run("generate lenet5 --vector-bytes -8")
      #expect(
        result.errors == """
          Error: --vector-bytes is -8; expected 16, 32 or 64.
          Usage: croton generate lenet5 [options]
            See 'croton generate lenet5 --help' for more information.

          """)
      #expect(result.status == 64)
    }
  }

  @Test func aFolderThatCannotBeWritten() throws {
    try withCroton { croton in
      let file = "digits/train-labels-idx1-ubyte"
      let result = try croton.runTiny("generate", "--output \(file)")
      #expect(result.errors == "Error: cannot write to the folder '\(file)': File exists\n")
      #expect(result.status == 1)
    }
  }
}
