import Compiler
import Datasets
import Foundation
import Frontend
import GraphIR
import Schedule
import Storage
import TestSupport
import Toolchain
import Training

/// A training function as several processes run it that share each minibatch: the C of each rank,
/// compiled with MPI, in a program that reads shared values and arguments from files.
struct Ranks {
  let folder: String
  let program: ModelProgram
  let count: Int
  var bucketBytes = CompileOptions().bucketBytes

  /// The values of the first steps of training with one process, before and after.
  struct Steps {
    let arguments: [[any FunctionArgument]]
    let before: [[UInt8]]
    let after: [[UInt8]]
  }

  /// Trains in this process.
  static func steps(_ program: ModelProgram, count: Int, threads: Int) throws -> Steps {
    let arguments: [[any FunctionArgument]] = try (0..<count).map { step in
      try program.takesMinibatches ? program.minibatch(step) : [step]
    }
    let before = program.train.shared.map { $0.storage.readBytes() }
    let function = try Function(program.train, options: CompileOptions(threads: threads))
    for arguments in arguments { _ = try function.call(arguments) }
    let after = program.train.shared.map { $0.storage.readBytes() }
    return Steps(arguments: arguments, before: before, after: after)
  }

  /// What the shared values are after the same steps of all ranks.
  ///
  /// - Parameters:
  ///   - library: `openmpi` or `mpich`.
  func train(_ steps: Steps, library: String) throws -> [[UInt8]] {
    try write(steps.before.flatMap { $0 }, "before")
    var commands: [[String]] = []
    let compiler = try InstalledProgram("mpicc.\(library)")
    for rank in 0..<count {
      let name = "rank\(rank)"
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      var options = CompileOptions(threads: 2)
      options.bucketBytes = bucketBytes
      options.process = program.process(rank, of: count)
      let generated = try GeneratedFunction(program.train, options: options)
      for file in generated.source.files {
        try write(Array(file.text.utf8), "\(name)/\(file.name)")
      }
      try write(Array(Self.main(generated, steps: steps.arguments.count).utf8), "\(name)/main.c")
      for (step, arguments) in steps.arguments.enumerated() {
        let bytes = try arguments.flatMap { try rows(of: $0, generated.optimizedGraph.share) }
        try write(bytes, "\(name)/step\(step)")
      }
      let flags = [
        "-std=gnu11", "-O1", "-march=native", "-ffp-contract=off", "-fopenmp", "-Werror",
      ]
      let (_, errors) = try compiler.run(
        flags + ["\(folder)/\(name)/main.c", "-lm", "-o", "\(folder)/\(name)/program"])
      guard errors.isEmpty else { throw Failure(text: errors) }
      commands.append(["-n", "1", "\(folder)/\(name)/program", folder, name])
    }
    let options = library == "openmpi" ? ["--allow-run-as-root", "--oversubscribe"] : []
    let (output, errors) = try InstalledProgram("mpirun.\(library)").run(
      options + commands.joined(separator: [":"]))
    guard output == "done\n" else { throw Failure(text: output + errors) }
    return try (0..<count).map { try [UInt8](Data(contentsOf: url("after\($0)"))) }
  }

  struct Failure: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }

  private func url(_ name: String) -> URL { URL(fileURLWithPath: "\(folder)/\(name)") }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: url(name))
  }

  /// The bytes of an argument: of one that has a row for each image, those of the rank's images.
  private func rows(of argument: any FunctionArgument, _ share: BatchShare?) throws -> [UInt8] {
    func rows<Scalar>(_ array: NDArray<Scalar>) -> [UInt8] {
      let bytes = array.scalars.withUnsafeBytes { [UInt8]($0) }
      guard let share, array.shape.extents.first == share.images else { return bytes }
      let row = bytes.count / share.images
      return Array(bytes[share.first * row..<(share.first + share.count) * row])
    }
    switch argument {
    case let index as Int: return withUnsafeBytes(of: Int64(index)) { [UInt8]($0) }
    case let bytes as NDArray<UInt8>: return rows(bytes)
    case let labels as NDArray<Int32>: return rows(labels)
    case let numbers as NDArray<Float>: return rows(numbers)
    default: throw Failure(text: "no bytes of \(argument)")
    }
  }

  /// The program of a rank.
  private static func main(_ generated: GeneratedFunction, steps: Int) -> String {
    func sizes(_ types: [TensorType]) -> String {
      types.map { "\($0.byteCount)" }.joined(separator: ", ")
    }
    let schedule = generated.schedule
    return """
      #include "train.c"
      #include <stdio.h>
      #include <stdlib.h>

      static const size_t shared_sizes[] = {\(sizes(schedule.shared))};
      static const size_t input_sizes[] = {\(sizes(schedule.inputs))};
      static const size_t output_sizes[] = {\(sizes(schedule.outputs))};
      enum { SHARED = \(schedule.shared.count), INPUTS = \(schedule.inputs.count), OUTPUTS = \(schedule.outputs.count) };

      static void *read_or_write(const char *mode, const char *folder, const char *name, int number,
          void *const *values, const size_t *sizes, int count)
      {
        char path[4096];
        snprintf(path, sizeof path, number < 0 ? "%s/%s" : "%s/%s%d", folder, name, number);
        FILE *file = fopen(path, mode);
        for (int i = 0; i < count; ++i) {
          const size_t done = *mode == 'r' ? fread(values[i], 1, sizes[i], file) : fwrite(values[i], 1, sizes[i], file);
          if (done != sizes[i]) {
            abort();
          }
        }
        fclose(file);
        return 0;
      }

      static void fail(const croton_processes *processes, int error)
      {
        fprintf(stderr, "rank %d: MPI returned %d\\n", processes->rank, error);
        abort();
      }

      int main(int argc, char **argv)
      {
        int level;
        MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &level);
        croton_processes processes = {.communicator = MPI_COMM_WORLD, .fail = fail};
        MPI_Comm_rank(MPI_COMM_WORLD, &processes.rank);
        MPI_Comm_size(MPI_COMM_WORLD, &processes.ranks);
        void *shared[SHARED], *inputs[INPUTS], *outputs[OUTPUTS];
        for (int i = 0; i < SHARED; ++i) shared[i] = aligned_alloc(64, (shared_sizes[i] + 63) / 64 * 64);
        for (int i = 0; i < INPUTS; ++i) inputs[i] = aligned_alloc(64, (input_sizes[i] + 63) / 64 * 64);
        for (int i = 0; i < OUTPUTS; ++i) outputs[i] = aligned_alloc(64, (output_sizes[i] + 63) / 64 * 64);
        read_or_write("rb", argv[1], "before", -1, shared, shared_sizes, SHARED);
        croton_call call = {.inputs = (const void *const *)inputs, .shared = shared, .outputs = outputs,
            .arena = aligned_alloc(64, (croton_arena_bytes + 63) / 64 * 64),
            .workspace = aligned_alloc(64, (2 * croton_workspace_bytes + 127) / 64 * 64), .threads = 2,
            .processes = &processes};
        char name[64];
        snprintf(name, sizeof name, "%s/step", argv[2]);
        for (int step = 0; step < \(steps); ++step) {
          read_or_write("rb", argv[1], name, step, inputs, input_sizes, INPUTS);
          if (croton_run(&call) != 0) {
            abort();
          }
        }
        read_or_write("wb", argv[1], "after", processes.rank, shared, shared_sizes, SHARED);
        MPI_Finalize();
        if (processes.rank == 0) puts("done");
        return 0;
      }

      """
  }
}
