import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import TestSupport
import Testing
import Training

/// The interface of C that stands alone, as programs of others use it.
struct StandaloneInterfaceTests {
  private func tiny(_ folder: String) throws -> Trainer<MultilayerPerceptron> {
    try Trainer(testing: MultilayerPerceptron(hidden: 6), data: .path("\(folder)/digits"))
  }

  @Test func allSymbolsHaveThePrefix() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let c = try CFolder(
        trainer, in: "\(folder)/c", prefix: "int", make: CFolder.strict + ["OPENMP=1"])
      let objects = try FileManager.default.contentsOfDirectory(atPath: c.path)
        .filter { $0.hasSuffix(".o") }
      let symbols = try c.succeed("/usr/bin/nm", ["--defined-only", "-g", "-P"] + objects).lines
        .filter { !$0.hasSuffix(":") }
      #expect(symbols.count > 20)
      // `main` is the programs' own.
      #expect(symbols.filter { !$0.hasPrefix("int_") && !$0.hasPrefix("main ") } == [])
      // Nothing but functions and constants: no variable. Constants with addresses are in a section
      // that the loader makes read-only.
      // The program that trains has one besides, which a handler of signals sets.
      let all = try c.succeed(
        "/usr/bin/nm",
        ["-f", "sysv", "--defined-only"] + objects.filter { $0 != "train.o" }
      ).lines
      let sections = Set(
        all.filter { $0.contains("|") && !$0.hasPrefix("Name ") }.compactMap {
          $0.split(separator: "|").last.map { $0.trimmingCharacters(in: .whitespaces) }
        })
      #expect(sections.contains(".text"))
      #expect(
        sections.filter { section in
          ![".text", ".rodata", ".data.rel.ro"].contains { section.hasPrefix($0) }
        } == [])
    }
  }

  @Test func twoNetworksAreOneProgram() throws {
    try withDigitsFolder { folder in
      let first = try CFolder(tiny(folder), in: "\(folder)/first", prefix: "first")
      let other = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let second = try CFolder(other, in: "\(folder)/second", prefix: "second")
      try first.write(
        """
        #include "../second/model.h"
        #include "model.h"
        #include <stdio.h>

        static _Alignas(64) unsigned char one[FIRST_CONTEXT_BYTES(1)];
        static _Alignas(64) unsigned char two[SECOND_CONTEXT_BYTES(1)];
        static uint8_t x[5 * 784];
        static int32_t y[5];

        int main(void)
        {
          first_context *a;
          second_context *b;
          float costs[2];
          if (first_init(&a, one, sizeof one, 1, FIRST_SEED) != FIRST_OK) return 1;
          if (second_init(&b, two, sizeof two, 1, SECOND_SEED) != SECOND_OK) return 2;
          if (first_train_step(a, x, y, &costs[0]) != FIRST_OK) return 3;
          if (second_train_step(b, x, y, &costs[1]) != SECOND_OK) return 4;
          printf("%d %d\\n", costs[0] > 0, costs[1] > 0);
          return 0;
        }
        """, to: "both.c")
      try first.succeed(
        "/usr/bin/cc",
        [
          "-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "both.c", "libfirst.a",
          "\(second.path)/libsecond.a", "-lm", "-o", "both",
        ])
      #expect(try first.succeed("both").output == "1 1\n")
    }
  }

  @Test func cPlusPlusTakesTheHeader() throws {
    try withDigitsFolder { folder in
      let c = try CFolder(tiny(folder), in: "\(folder)/c")
      try c.write(
        """
        #include "model.h"
        #include <cstdio>
        #include <vector>

        alignas(MLP_ALIGNMENT) static unsigned char memory[MLP_CONTEXT_BYTES(1)];

        int main()
        {
          mlp_context *network = nullptr;
          if (mlp_init(&network, memory, sizeof memory, 1, MLP_SEED) != MLP_OK) return 1;
          std::vector<mlp_value> x(MLP_EXAMPLE_SIZE);
          int32_t label = -1;
          if (mlp_predict(network, x.data(), 1, &label, nullptr) != MLP_OK) return 2;
          std::printf("%d %s\\n", label >= 0 && label < MLP_CLASSES, mlp_arrays[0].name);
        }
        """, to: "own.cc")
      try c.succeed(
        "/usr/bin/g++",
        [
          "-std=c++17", "-Wall", "-Wextra", "-Werror", "-pedantic", "own.cc", "libmlp.a", "-o",
          "own",
        ])
      #expect(try c.succeed("own").output == "1 hidden.W\n")
    }
  }

  /// An embedded engineer's way: the README's program, on samples that it makes itself.
  @Test func theProgramOfTheReadmeTrains() throws {
    try withDigitsFolder { folder in
      let c = try CFolder(tiny(folder), in: "\(folder)/c")
      let readme = try c.text("README.md")
      let program = try #require(readme.firstMatch(of: #/(?s)```c\n(.*?)```/#)).output.1
      let lines = try c.runOwn(String(program)).lines
      #expect(lines.count == 11)
      let costs = lines.compactMap { $0.firstMatch(of: /cost ([0-9.]+)/).flatMap { Double($0.1) } }
      #expect(costs.count == 10)
      #expect(costs[9] < costs[0])
      #expect(FileManager.default.fileExists(atPath: "\(c.path)/own.safetensors"))
    }
  }

  @Test func mistakesAreStatuses() throws {
    try withDigitsFolder { folder in
      let c = try CFolder(tiny(folder), in: "\(folder)/c")
      let result = try c.runOwn(
        """
        #include "model.h"
        #include <stdio.h>
        #include <string.h>

        static _Alignas(64) unsigned char memory[MLP_CONTEXT_BYTES(1) + 64];
        static unsigned char before[MLP_CONTEXT_BYTES(1) + 64];
        static uint8_t x[MLP_BATCH_SIZE * MLP_EXAMPLE_SIZE + 1];
        static int32_t y[MLP_BATCH_SIZE];

        int main(void)
        {
          mlp_context *network;
          const size_t size = MLP_CONTEXT_BYTES(1);
          double errors;
          int64_t value;
          printf("%d\\n", mlp_init(&network, memory + 1, size, 1, 1));
          printf("%d\\n", mlp_init(&network, memory, size - 1, 1, 1));
          printf("%d\\n", mlp_init(&network, memory, size, 0, 1));
          printf("%d\\n", mlp_init(&network, NULL, size, 1, 1));
          printf("%d\\n", mlp_init(NULL, memory, size, 1, 1));
          printf("%d\\n", mlp_init(&network, memory, size, 1, 1));
          const size_t bytes = 4 * (size_t)mlp_arrays[0].count;
          memcpy(before, mlp_array_values(network, 0), bytes);
          y[3] = 10;
          printf("%d\\n", mlp_train_step(network, x, y, NULL));
          const char *const reason = mlp_failure(network, &value);
          printf("%s %d\\n", reason, (int)value);
          printf("%d\\n", memcmp(before, mlp_array_values(network, 0), bytes) == 0);
          y[3] = 9;
          printf("%d\\n", mlp_train_step(network, x + 1, y, NULL));
          printf("%d\\n", mlp_failure(network, NULL) == NULL);
          printf("%d\\n", mlp_train_step(network, x, NULL, NULL));
          printf("%d\\n", mlp_evaluate(network, x, y, 0, 6, &errors));
          printf("%d\\n", mlp_evaluate(network, x, y, 1, 4, &errors));
          printf("%d\\n", mlp_predict(network, x, 0, NULL, NULL));
          printf("%d\\n", mlp_array_values(network, MLP_ARRAY_COUNT) == NULL);
          printf("%d\\n", mlp_save(network, "no/folder"));
          printf("%d\\n", mlp_load(network, "nothing"));
          printf("%s\\n", mlp_status_text(MLP_ERROR_INPUT));
          printf("%s\\n", mlp_status_text(MLP_ERROR_MEMORY));
          printf("%s\\n", mlp_status_text(MLP_ERROR_ALIGNMENT));
          return 0;
        }
        """)
      #expect(
        result.lines == [
          "8", "1", "2", "2", "2", "0", "3",
          "a label in 'y' is %lld; expected 0 to 9 10", "1", "0", "1", "2", "2", "0", "2", "1", "4",
          "4",
          "a label is no class, or an index has no element",
          "the memory of the context is too small for its threads",
          "the memory of the context does not lie at a multiple of 64 bytes",
        ])
    }
  }

  @Test func withoutTrainingItPredicts() throws {
    try withDigitsFolder { folder in
      var trainer = try tiny(folder)
      trainer.savePath = "\(folder)/best.safetensors"
      try trainer.run(sink: Recorder(), warnings: Recorder())
      let c = try CFolder(
        trainer, in: "\(folder)/c", weights: "\(folder)/best.safetensors", trains: false)
      let header = try c.text("model.h")
      #expect(!header.contains("train_step") && !header.contains("mlp_evaluate"))
      let files = try FileManager.default.contentsOfDirectory(atPath: c.path)
      #expect(!files.contains { $0.hasPrefix("train") || $0 == "kernels_train.c" })
      let model = try TrainedModel(
        trainer.model, loadPath: "\(folder)/best.safetensors",
        compileOptions: trainer.compileOptions)
      let dataset = try trainer.data.load()
      let labels = try model.predictions(of: dataset.test.values).map { prediction in
        if case .label(let label, let probabilities) = prediction {
          "\(label)  \(label)  " + String(format: "%.2f %%", Double(probabilities[label]) * 100)
        } else {
          ""
        }
      }
      let images = "../digits/t10k-images-idx3-ubyte"
      let lines = labels.enumerated().map { "\(images):\($0)  \($1)" }
      #expect(try c.succeed("predict", [images]).lines == lines)
      // The parameters of a checkpoint in place of those in the C.
      #expect(
        try c.succeed("predict", ["--load", "\(folder)/best.safetensors", images]).lines == lines)
    }
  }

  @Test func otherFlagsBuildEverythingAgain() throws {
    try withDigitsFolder { folder in
      let c = try CFolder(tiny(folder), in: "\(folder)/c", make: ["CFLAGS=-O1", "example"])
      func isUpToDate(_ arguments: [String]) throws -> Bool {
        let result = try c.run("/usr/bin/make", arguments + ["example"])
        #expect(result.status == 0)
        return !result.output.contains("-c -o model.o")
      }
      #expect(try isUpToDate(["CFLAGS=-O1"]))
      #expect(try !isUpToDate(["CFLAGS=-O1 -DNAME='\"a b\"'"]))
      #expect(try isUpToDate(["CFLAGS=-O1 -DNAME='\"a b\"'"]))
      #expect(try !isUpToDate(["CFLAGS=-O1"]))
      #expect(try !isUpToDate(["CFLAGS=-O1", "CC=clang"]))
      #expect(try isUpToDate(["CFLAGS=-O1", "CC=clang"]))
      try c.succeed("/usr/bin/make", ["-s", "clean"])
      #expect(!FileManager.default.fileExists(atPath: "\(c.path)/.build-flags"))
    }
  }

  /// With a prefix that CMake could take for a target of another kind.
  @Test(arguments: ["train", "m"])
  func cmakeBuildsTheSame(prefix: String) throws {
    try withDigitsFolder { folder in
      let c = try CFolder(tiny(folder), in: "\(folder)/c", prefix: prefix, make: nil)
      let cmake = try InstalledProgram("cmake").url.path
      try c.succeed(cmake, ["-B", "build", "-DOPENMP=ON", "-DCMAKE_C_FLAGS=-Werror"])
      try c.succeed(cmake, ["--build", "build"])
      let options = ["--data", "../digits", "--epochs", "1", "--save", "best.safetensors"]
      #expect(try c.succeed("build/train", options).lines.count > 3)
      let prediction = try c.succeed("build/predict", ["../digits/t10k-images-idx3-ubyte"])
      #expect(prediction.lines.count == 20)
    }
  }

  @Test func isAsClangFormatMakesIt() throws {
    try withDigitsFolder { folder in
      let folders = [(true, StandaloneTarget.host), (false, .portable), (true, .cortexM)]
      for (index, (trains, target)) in folders.enumerated() {
        let trainer = try Trainer(testing: FastMNIST(), data: .path("\(folder)/digits"))
        let c = try CFolder(
          trainer, in: "\(folder)/\(index)", target: target, trains: trains, make: nil)
        let files = try FileManager.default.contentsOfDirectory(atPath: c.path)
          .filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }
        let complaints = try ClangFormat.complaints(
          about: files.map { URL(fileURLWithPath: "\(c.path)/\($0)") })
        #expect(complaints == "")
      }
    }
  }

  @Test func theBLASIsNotPartOfIt() throws {
    try withDigitsFolder { folder in
      let c = try CFolder(tiny(folder), in: "\(folder)/c", make: nil)
      let result = try c.run("/usr/bin/make", ["BLAS=openblas"])
      #expect(result.status == 2)
      #expect(result.errors.contains("BLAS=openblas: this C needs no BLAS; expected BLAS=none"))
    }
  }
}
