import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import TestSupport
import Testing

/// C for WebAssembly, in node: the same results to the bit.
struct StandaloneWebAssemblyTests {
  /// Debian's Clang; another one on the path may have no library for WebAssembly.
  private static let make = ["CC=clang-14", "CFLAGS=-O2 -Werror"]

  /// Runs a script in the folder.
  private func node(_ c: CFolder, _ script: String, _ arguments: String...) throws -> [String] {
    try c.succeed(try InstalledProgram("node").url.path, [script] + arguments).lines
  }

  @Test func nodeTrainsAndPredicts() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: OwnNetwork(), data: .path("\(folder)/digits"), batchSize: 8)
      let expected = try trainer.trained(in: folder)
      let c = try CFolder(trainer, in: "\(folder)/c", target: .wasm32, make: Self.make)
      // A path out of the folder, as a user types it.
      let lines = try node(
        c, "run.mjs", "train", "--data", "../digits", "--epochs", "2", "--save", "c.safetensors")
      #expect(Recorder.timeless(lines.joined(separator: "\n")) == expected.lines)
      let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
      #expect(checkpoint == expected.checkpoint)

      let images = "\(folder)/digits/t10k-images-idx3-ubyte"
      let predictions = try node(c, "run.mjs", "predict", "--load", "c.safetensors", images)
      #expect(predictions.count == 20)
      try c.write(
        """
        import { readFile } from "node:fs/promises";
        import { BATCH_SIZE, EXAMPLE_SIZE, Network } from "./model.mjs";

        const module = await WebAssembly.compile(await readFile("own_network.wasm"));
        const network = await Network.create(module);
        network.load(await readFile("c.safetensors"));
        const images = new Uint8Array(await readFile(process.argv[2])).subarray(16);
        for (let i = 0; i < images.length; i += BATCH_SIZE * EXAMPLE_SIZE) {
          const batch = images.subarray(i, i + BATCH_SIZE * EXAMPLE_SIZE);
          const { classes, probabilities } = network.predict(batch);
          classes.forEach((digit, j) => {
            console.log(`${digit}  ${(100 * probabilities[10 * j + digit]).toFixed(2)} %`);
          });
        }
        """, to: "own.mjs")
      func errors(_ arguments: String...) throws -> String {
        let result = try c.run(
          try InstalledProgram("node").url.path, ["--no-warnings", "run.mjs"] + arguments)
        #expect(result.status == 1)
        return result.errors
      }
      // No trace of node's.
      for path in ["missing/file", "c.safetensors/file"] {
        let reason = path.hasPrefix("c") ? "Not a directory" : "No such file or directory"
        #expect(
          try errors("predict", "--load", "c.safetensors", path)
            == "error: cannot open '\(path)': \(reason)\n")
      }
      #expect(
        try errors("train", "--data", "../no/such")
          == "error: cannot open '../no/such/train-images-idx3-ubyte': Capabilities insufficient\n")
      #expect(
        try errors("train", "--data", "../digits", "--save", "out/x/b.safetensors")
          == "error: cannot write 'out/x/b.safetensors': No such file or directory\n")
      let classes = predictions.map { line in
        let words = line.split(separator: " ")
        return "\(words[1])  \(words[3]) %"
      }
      #expect(try node(c, "own.mjs", images) == classes)
    }
  }

  @Test func javaScriptTrains() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: OwnNetwork(), data: .path("\(folder)/digits"), batchSize: 8)
      let host = try CFolder(
        trainer, in: "\(folder)/host", prefix: "net", make: CFolder.strict + ["example"])
      let expected = try host.succeed("example").lines
      let c = try CFolder(
        trainer, in: "\(folder)/c", target: .wasm32, prefix: "net",
        make: Self.make + ["net.wasm", "example.wasm"])
      #expect(try node(c, "run.mjs", "example") == expected)
      try c.write(
        """
        import { readFile } from "node:fs/promises";
        import * as model from "./model.mjs";

        const compiled = await WebAssembly.compile(await readFile("net.wasm"));
        console.log(WebAssembly.Module.imports(compiled).length);
        const network = new model.Network(compiled);
        const x = Uint8Array.from({ length: model.BATCH_SIZE * model.EXAMPLE_SIZE }, (_, k) =>
          (Math.floor(k / model.EXAMPLE_SIZE) + (k % model.EXAMPLE_SIZE)) % 10 === 0 ? 255 : 0,
        );
        const y = Int32Array.from({ length: model.BATCH_SIZE }, (_, i) => i % model.OUTPUTS);
        for (let step = 0; step < 10; ++step) console.log(network.trainStep(x, y));
        const { classes } = network.predict(x);
        console.log(classes[0]);
        console.log(network.evaluate(x, y) === classes.filter((c, i) => c !== y[i]).length);

        const checkpoint = await readFile("../host/own.safetensors");
        const other = new model.Network(compiled, 7);
        other.load(checkpoint);
        const bytes = (of) =>
          Buffer.concat(of.arrays().map((_, i) => Buffer.from(Float32Array.from(of.values(i)).buffer)));
        console.log(Buffer.compare(bytes(network), bytes(other)));
        network.learningRate = 0.25;
        console.log(network.learningRate, network.arrays()[3], network.values(3).length);
        const changed = (from, to) =>
          Buffer.from(checkpoint.toString("latin1").replace(from, to), "latin1");
        const length = Number(checkpoint.readBigUInt64LE(0));
        const header = JSON.parse(checkpoint.subarray(8, 8 + length));
        const nan = Buffer.from(checkpoint);
        nan.writeFloatLE(NaN, 8 + length + header["dense1.b"].data_offsets[0]);
        for (const call of [
          () => network.trainStep(x, Int32Array.from(y, () => 10)),
          () => { network.learningRate = 0; },
          () => network.trainStep(x.subarray(1), y),
          () => network.trainStep(x, new Float32Array(y)),
          () => network.predict(new Uint8Array(5)),
          () => network.load(checkpoint.subarray(0, 100)),
          () => network.load(checkpoint.subarray(0, 8 + length + 100)),
          () => network.load(changed("dense1.W", "dense9.W")),
          () => network.load(changed(/"F32"/g, '"F16"')),
          () => network.load(nan),
        ]) {
          try {
            call();
            console.log("no error");
          } catch (error) {
            console.log(error.name, /JSON/.test(error.message) ? "" : error.message);
          }
        }
        console.log(Buffer.compare(bytes(network), bytes(other)));
        """, to: "own.mjs")
      let lines = try node(c, "own.mjs")
      #expect(lines.first == "0")
      // Both write enough digits to tell floats apart.
      let costs = expected.prefix(10).compactMap { Float($0.split(separator: " ")[3]) }
      #expect(costs.count == 10)
      #expect(lines.dropFirst().prefix(10).compactMap(Float.init) == costs)
      #expect(
        lines.dropFirst(11) == [
          expected[10], "true", "0",
          "0.25 { name: 'batchNorm1.bias', shape: [ 4 ] } 4",
          "NetworkError a label in 'y' is 10; expected 0 to 9",
          "NetworkError an argument is null or out of range",
          "RangeError expected 6272 numbers, got 6271",
          "TypeError expected Int32Array, got Float32Array",
          "RangeError expected 0 numbers, got 5",
          "SyntaxError ", #"RangeError the checkpoint ends in the array "conv2d1.W""#,
          #"Error the checkpoint has no array "dense1.W" of type F32 and of shape (784,12)"#,
          #"Error the checkpoint has no array "conv2d1.W" of type F32 and of shape (4,1,3,3)"#,
          #"Error the array "dense1.b" has a number that is not finite"#, "0",
        ])
    }
  }

  private static let optimizers: [any Optimizer] = [Momentum(), Adam(learningRate: 0.01)]

  /// A training goes on from a checkpoint with the velocities or moments and the random numbers that
  /// it has, whatever the network has done before; as it does in C.
  @Test(arguments: optimizers.indices)
  func aLoadedTrainingGoesOn(optimizer index: Int) throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: OwnNetwork(), data: .path("\(folder)/digits"), batchSize: 8
      ) { $0.optimizer = Self.optimizers[index] }
      let c = try CFolder(
        trainer, in: "\(folder)/c", target: .wasm32, prefix: "net",
        make: Self.make + ["net.wasm", "train.wasm"])
      _ = try node(
        c, "run.mjs", "train", "--data", "../digits", "--epochs", "1", "--save",
        "one.safetensors")
      try c.write(
        """
        #include "model.h"
        #include <stdio.h>

        static _Alignas(NET_ALIGNMENT) unsigned char memory[NET_CONTEXT_BYTES(1)];
        static net_value x[NET_BATCH_SIZE * NET_EXAMPLE_SIZE];
        static net_target y[NET_BATCH_SIZE];

        int main(void)
        {
          net_context *context;
          for (int i = 0; i < NET_BATCH_SIZE * NET_EXAMPLE_SIZE; ++i)
            x[i] = (net_value)(7 * i % 256);
          for (int i = 0; i < NET_BATCH_SIZE; ++i)
            y[i] = i % NET_CLASSES;
          if (net_init(&context, memory, sizeof memory, 1, NET_SEED) != NET_OK
              || net_load(context, "one.safetensors") != NET_OK)
            return 1;
          for (int step = 0; step < 3; ++step) {
            float cost;
            if (net_train_step(context, x, y, &cost) != NET_OK)
              return 1;
            printf("%.9g\\n", (double)cost);
          }
          return 0;
        }

        """, to: "example.c")
      try c.succeed("/usr/bin/make", ["-s"] + Self.make + ["example.wasm"])
      let expected = try node(c, "run.mjs", "example").compactMap(Float.init)
      #expect(expected.count == 3)
      try c.write(
        """
        import { readFile } from "node:fs/promises";
        import { BATCH_SIZE, EXAMPLE_SIZE, Network } from "./model.mjs";

        const compiled = await WebAssembly.compile(await readFile("net.wasm"));
        const x = Uint8Array.from({ length: BATCH_SIZE * EXAMPLE_SIZE }, (_, i) => (7 * i) % 256);
        const y = Int32Array.from({ length: BATCH_SIZE }, (_, i) => i % 10);
        const fresh = await Network.create(compiled);
        const used = await Network.create(compiled, 7);
        for (let step = 0; step < 3; ++step) used.trainStep(x, y);
        const checkpoint = await readFile("one.safetensors");
        for (const network of [fresh, used]) {
          network.load(checkpoint);
          for (let step = 0; step < 3; ++step) console.log(network.trainStep(x, y));
        }
        """, to: "own.mjs")
      #expect(try node(c, "own.mjs").compactMap(Float.init) == expected + expected)
    }
  }

  /// The parameters are part of the C.
  @Test func javaScriptPredictsNumbers() throws {
    try withDigitsFolder { folder in
      let dataset = try Dataset.numbers()
      try dataset.writeRaw(to: "\(folder)/raw")
      let trainer = try Trainer(testing: OwnRegression(), data: .dataset(dataset), batchSize: 10)
      _ = try trainer.trained(in: folder)
      let c = try CFolder(
        trainer, in: "\(folder)/c", target: .wasm32, prefix: "net",
        weights: "\(folder)/in-process.safetensors", trains: false, make: Self.make)
      let x = "\(folder)/raw/test-x.bin"
      let predictions = try node(c, "run.mjs", "predict", x)
        .map { $0.split(separator: " ").dropFirst().compactMap { Double($0) } }
      #expect(predictions.count == 11)
      try c.write(
        """
        import { readFile } from "node:fs/promises";
        import { BATCH_SIZE, EXAMPLE_SIZE, Network } from "./model.mjs";

        const network = new Network(await WebAssembly.compile(await readFile("net.wasm")));
        const x = new Float32Array(Uint8Array.from(await readFile(process.argv[2])).buffer);
        for (let i = 0; i < x.length; i += BATCH_SIZE * EXAMPLE_SIZE) {
          const numbers = network.predict(x.subarray(i, i + BATCH_SIZE * EXAMPLE_SIZE));
          for (let j = 0; j < numbers.length; j += 2) {
            console.log(numbers[j].toPrecision(6), numbers[j + 1].toPrecision(6));
          }
        }
        """, to: "own.mjs")
      let numbers = try node(c, "own.mjs", x)
        .map { $0.split(separator: " ").compactMap { Double($0) } }
      #expect(numbers == predictions)
    }
  }
}
