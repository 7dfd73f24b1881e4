import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import TestSupport
import Testing
import Toolchain

/// C for other processors and other compilers, which runs in emulators: the same results to the bit.
struct StandaloneTargetTests {
  /// A LeNet that fits in a microcontroller.
  private struct SmallLeNet: TrainableModel {
    var network: some Network {
      ConvPool2d(3, kernel: 5)
      ConvPool2d(6, kernel: 5)
      Flatten()
      Dense(32, activation: .tanh)
      SoftmaxClassifier()
    }
  }

  /// How the C of a target is compiled here, and what runs it.
  struct Build: Sendable, CustomStringConvertible {
    let target: StandaloneTarget
    let compiler: String
    var flags = "-O2"
    var emulator: String?

    var description: String { "\(target.rawValue), \(compiler) \(flags)" }
  }

  @Test(arguments: [
    Build(target: .portable, compiler: "gcc"),
    Build(target: .portable, compiler: "gcc", flags: "-O3 -march=native"),
    Build(target: .portable, compiler: "clang"),
    Build(target: .portable, compiler: "tcc"),
    Build(target: .x86v2, compiler: "gcc", emulator: "qemu-x86_64"),
    Build(target: .x86v2, compiler: "clang", emulator: "qemu-x86_64"),
    Build(target: .x86v3, compiler: "gcc", emulator: "qemu-x86_64"),
    Build(target: .aarch64, compiler: "aarch64-linux-gnu-gcc", emulator: "qemu-aarch64"),
    Build(target: .riscv64, compiler: "riscv64-linux-gnu-gcc", emulator: "qemu-riscv64"),
    Build(target: .portable, compiler: "riscv64-linux-gnu-gcc", emulator: "qemu-riscv64"),
  ])
  func everyProcessorGivesTheSame(build: Build) throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: OwnNetwork(), data: .path(data), batchSize: 8)
      let expected = try trainer.trained(in: folder).checkpoint
      let compiler = try InstalledProgram(build.compiler).url.path
      let c = try CFolder(
        trainer, in: "\(folder)/c", target: build.target,
        make: ["CC=\(compiler)", "CFLAGS=\(build.flags) -Werror", "train", "predict"]
          + (build.emulator == nil ? [] : ["LDFLAGS=-static"]))
      let arguments = ["--data", data, "--epochs", "2", "--save", "c.safetensors"]
      if let emulator = build.emulator {
        let emulator = try InstalledProgram(emulator).url.path
        // The emulator's usual processor of x86-64 has no AVX.
        let cpu = emulator.hasSuffix("x86_64") ? ["-cpu", "max"] : []
        try c.succeed(emulator, cpu + ["\(c.path)/train"] + arguments)
      } else {
        try c.succeed("train", arguments)
      }
      let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
      #expect(checkpoint == expected)
    }
  }

  /// Whether the processor has all of x86-64-v4.
  private static var runsVectorsOf64Bytes: Bool {
    Set(["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"])
      .isSubset(of: HostProcessor.current().features)
  }

  private static func vectorsOf64Bytes(
    _ trainer: Trainer<OwnNetwork>, in folder: String, compiler: String
  ) throws -> CFolder {
    try CFolder(
      trainer, in: "\(folder)/c", target: .x86v4,
      make: ["CC=\(try InstalledProgram(compiler).url.path)", "CFLAGS=-O2 -Werror"])
  }

  @Test(arguments: ["gcc", "clang"])
  func vectorsOf64BytesCompileWithoutWarnings(compiler: String) throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: OwnNetwork(), data: .path("\(folder)/digits"), batchSize: 8)
      _ = try Self.vectorsOf64Bytes(trainer, in: folder, compiler: compiler)
    }
  }

  /// QEMU 7.2 does not emulate AVX-512.
  @Test(.enabled(if: runsVectorsOf64Bytes), arguments: ["gcc", "clang"])
  func vectorsOf64BytesGiveTheSame(compiler: String) throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: OwnNetwork(), data: .path(data), batchSize: 8)
      let c = try Self.vectorsOf64Bytes(trainer, in: folder, compiler: compiler)
      let expected = try trainer.trained(in: folder).checkpoint
      try c.succeed("train", ["--data", data, "--epochs", "2", "--save", "c.safetensors"])
      let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
      #expect(checkpoint == expected)
    }
  }

  /// Nothing of the C library but functions that copy and compute.
  @Test func theCoreOfPortableCUsesNeitherFilesNorTheHeap() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: OwnNetwork(), data: .path("\(folder)/digits"), batchSize: 8)
      let c = try CFolder(trainer, in: "\(folder)/c", target: .portable)
      let core =
        ["model.o", "parameters.o", "random.o"]
        + ["train", "evaluate", "predict"].map {
          "kernels_\($0).o"
        }
      let undefined = try c.succeed(try InstalledProgram("nm").url.path, ["-u"] + core).lines
        .filter { $0.hasPrefix(" ") }.compactMap { $0.split(separator: " ").last.map(String.init) }
      let own = undefined.filter { !$0.hasPrefix("own_network_") && $0 != "_GLOBAL_OFFSET_TABLE_" }
      #expect(!own.isEmpty)
      #expect(
        Set(own).isSubset(of: [
          "memcpy", "memset", "memmove", "log", "sqrt", "sqrtf", "fma", "fmaf",
        ]), "\(own)")
    }
  }

  @Test(arguments: ["mps2-an386", "mps2-an500"])
  func aMicrocontrollerTrainsInItsMemory(machine: String) throws {
    try withDigitsFolder { folder in
      var trainer = try Trainer(
        testing: SmallLeNet(), data: .path("\(folder)/digits"), batchSize: 4)
      trainer.compileOptions.optimization = try .full.excluding("use-winograd")
      let host = try CFolder(trainer, in: "\(folder)/host", make: CFolder.strict + ["example"])
      let expected = try host.succeed("example").lines
      let board = try CFolder(
        trainer, in: "\(folder)/board", target: .cortexM, memory: "232K",
        make: ["CFLAGS=-O2 -Werror"])
      let lines = try board.succeed(
        try InstalledProgram("qemu-system-arm").url.path,
        ["-machine", machine, "-nographic", "-semihosting", "-kernel", "\(board.path)/example.elf"]
      ).lines
      #expect(lines.count == 11)
      #expect(lines == expected)
    }
  }

  /// A stack that is too small, and another fault, are said.
  @Test func aFaultIsExplained() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: SoftmaxRegression(), data: .path("\(folder)/digits"), batchSize: 2)
      let board = try CFolder(
        trainer, in: "\(folder)/board", target: .cortexM, make: ["CFLAGS=-O1 -Werror"])
      func errors(_ program: String) throws -> String {
        try board.write("#include <stdint.h>\n#include <stdio.h>\n\(program)", to: "example.c")
        try board.succeed("/usr/bin/make", ["-s", "CFLAGS=-O1"])
        let result = try board.run(
          try InstalledProgram("qemu-system-arm").url.path,
          [
            "-machine", "mps2-an386", "-nographic", "-semihosting", "-kernel",
            "\(board.path)/example.elf",
          ])
        #expect(result.status == 1)
        return result.output + result.errors
      }
      #expect(
        try errors(
          """
          static int deep(volatile int *x)
          {
            volatile int y[100] = {*x + 1};
            return *x > 1000000 ? 0 : deep(y) + y[0];
          }

          int main(void)
          {
            volatile int x = 0;
            printf("begins\\n");
            return deep(&x);
          }
          """)
          == "begins\nerror: the stack is full; board_stack_bytes in board.ld is its size\n")
      #expect(
        try errors(
          """
          int main(void)
          {
            return *(volatile int32_t *)0x60000000u;
          }
          """) == "error: fault of the processor, CFSR 0x00008200\n")
    }
  }

  /// The parameters of a network that is only asked lie in flash.
  @Test func aMicrocontrollerPredictsFromFlash() throws {
    try withDigitsFolder { folder in
      var trainer = try Trainer(
        testing: SmallLeNet(), data: .path("\(folder)/digits"), batchSize: 2)
      let weights = "\(folder)/weights.safetensors"
      trainer.savePath = weights
      try trainer.run(sink: Recorder(), warnings: Recorder())
      let host = try CFolder(
        trainer, in: "\(folder)/host", weights: weights, trains: false,
        make: CFolder.strict + ["example"])
      let board = try CFolder(
        trainer, in: "\(folder)/board", target: .cortexM, weights: weights, trains: false,
        make: ["CFLAGS=-O2 -Werror"])
      let lines = try board.succeed(
        try InstalledProgram("qemu-system-arm").url.path,
        [
          "-machine", "mps2-an386", "-nographic", "-semihosting", "-kernel",
          "\(board.path)/example.elf",
        ]
      ).lines
      #expect(!lines.isEmpty)
      #expect(lines == (try host.succeed("example").lines))
      let symbols = try board.succeed(
        try InstalledProgram("arm-none-eabi-nm").url.path, ["parameters.o"]
      ).lines.map { $0.split(separator: " ").suffix(2).joined(separator: " ") }
      #expect(symbols.contains { $0.hasPrefix("r data") })
      #expect(try !board.text("parameters.c").contains("memcpy"))
    }
  }
}
