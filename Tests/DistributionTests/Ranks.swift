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

/// A function as several processes run it that split each minibatch: the C of each rank, compiled
/// with MPI, in a program that reads shared values and arguments from files.
struct Ranks {
  let folder: String
  let program: ModelProgram
  let function: FunctionDefinition
  let count: Int
  var bucketBytes = CompileOptions().bucketBytes
  /// The width of the vectors of each rank, in bytes; that of this machine unless given.
  var vectorBytes: [Int]?
  var precision = Precision.single

  /// Calls of the function: what one process makes of them.
  struct Steps {
    let arguments: [[any FunctionArgument]]
    /// The shared values before the first call, and after the last.
    let before: [[UInt8]]
    let after: [[UInt8]]
    /// What the calls return, one after the other.
    let outputs: [UInt8]
  }

  /// Trains in this process.
  static func steps(
    _ program: ModelProgram, count: Int, threads: Int, precision: Precision = .single
  ) throws -> Steps {
    try steps(
      program.train, (0..<count).map(program.minibatch), threads: threads, precision: precision)
  }

  /// Calls a function in this process.
  static func steps(
    _ definition: FunctionDefinition, _ arguments: [[any FunctionArgument]], threads: Int,
    precision: Precision = .single
  ) throws -> Steps {
    let before = definition.shared.map { $0.storage.readBytes() }
    let function = try Function(
      definition, options: CompileOptions(threads: threads, precision: precision))
    let outputs = try arguments.flatMap { arguments in
      let result = try function.call(arguments)
      if let counts = try? result[0, as: Int64.self] { return bytes(counts.scalars) }
      return bytes(try result[0, as: Float.self].scalars)
    }
    let after = definition.shared.map { $0.storage.readBytes() }
    return Steps(arguments: arguments, before: before, after: after, outputs: outputs)
  }

  private static func bytes<Scalar>(_ scalars: [Scalar]) -> [UInt8] {
    scalars.withUnsafeBytes { [UInt8]($0) }
  }

  /// What each rank makes of the same calls: its shared values after the last, and its outputs.
  ///
  /// - Parameters:
  ///   - library: `openmpi` or `mpich`.
  func run(
    _ steps: Steps, library: String
  ) throws -> [(after: [UInt8], outputs: [UInt8])] {
    try write(steps.before.flatMap { $0 }, "before")
    var commands: [[String]] = []
    let compiler = try InstalledProgram("mpicc.\(library)")
    for rank in 0..<count {
      let name = "rank\(rank)"
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      var options = CompileOptions(threads: 2, precision: precision)
      let process = program.process(rank, of: count)
      options.process = process
      options.bucketBytes = bucketBytes
      options.vectorBytes = vectorBytes?[rank]
      let generated = try GeneratedFunction(function, options: options)
      for file in generated.source.files {
        try write(Array(file.text.utf8), "\(name)/\(file.name)")
      }
      let main = Self.main(generated, process, steps: steps.arguments.count)
      try write(Array(main.utf8), "\(name)/main.c")
      for (step, arguments) in steps.arguments.enumerated() {
        let bytes = try arguments.flatMap { try rows(of: $0, generated.optimizedGraph.shard) }
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
    return try (0..<count).map {
      (
        after: try [UInt8](Data(contentsOf: url("after\($0)"))),
        outputs: try [UInt8](Data(contentsOf: url("outputs\($0)")))
      )
    }
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
  private func rows(of argument: any FunctionArgument, _ shard: BatchShard?) throws -> [UInt8] {
    func rows<Scalar>(_ array: NDArray<Scalar>) -> [UInt8] {
      let bytes = array.scalars.withUnsafeBytes { [UInt8]($0) }
      guard let shard, array.shape.extents.first == shard.images else { return bytes }
      let row = bytes.count / shard.images
      return Array(bytes[shard.first * row..<(shard.first + shard.count) * row])
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
  private static func main(
    _ generated: GeneratedFunction, _ process: ProcessRank, steps: Int
  ) -> String {
    func sizes(_ types: [TensorType]) -> String {
      types.map { "\($0.byteCount)" }.joined(separator: ", ")
    }
    let schedule = generated.schedule
    return """
      #include "\(generated.source.files[0].name)"
      #include <mpi.h>
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
        if (file == 0) {
          abort();
        }
        for (int i = 0; i < count; ++i) {
          const size_t done = *mode == 'r' ? fread(values[i], 1, sizes[i], file) : fwrite(values[i], 1, sizes[i], file);
          if (done != sizes[i]) {
            abort();
          }
        }
        fclose(file);
        return 0;
      }

      #ifdef CROTON_MPI_H
      static void watch(const croton_processes *processes, int error, double waited)
      {
        if (error != MPI_SUCCESS || waited > processes->limit) {
          MPI_Abort(MPI_COMM_WORLD, 1);
        }
      }
      #endif

      int main(int argc, char **argv)
      {
        int level;
        MPI_Init_thread(&argc, &argv, MPI_THREAD_SERIALIZED, &level);
        int rank;
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
        /* The processes that split a minibatch with this one. */
        MPI_Comm group;
        MPI_Comm_split(MPI_COMM_WORLD, \(process.group), rank, &group);
      #ifdef CROTON_MPI_H
        croton_processes processes = {.communicator = group, .limit = 60, .watch = watch};
        MPI_Comm_rank(group, &processes.rank);
        MPI_Comm_size(group, &processes.ranks);
        if (processes.rank != \(process.rankInGroup) || processes.ranks != \(process.groupSize)) {
          abort();
        }
      #endif
        void *shared[SHARED + 1], *inputs[INPUTS], *outputs[OUTPUTS];
        for (int i = 0; i < SHARED; ++i) shared[i] = aligned_alloc(64, (shared_sizes[i] + 63) / 64 * 64);
        for (int i = 0; i < INPUTS; ++i) inputs[i] = aligned_alloc(64, (input_sizes[i] + 63) / 64 * 64);
        for (int i = 0; i < OUTPUTS; ++i) outputs[i] = aligned_alloc(64, (output_sizes[i] + 63) / 64 * 64);
        read_or_write("rb", argv[1], "before", -1, shared, shared_sizes, SHARED);
        croton_call call = {.inputs = (const void *const *)inputs, .shared = shared, .outputs = outputs,
            .arena = aligned_alloc(64, (croton_arena_bytes + 63) / 64 * 64),
            .workspace = aligned_alloc(64, (2 * croton_workspace_bytes + 127) / 64 * 64), .threads = 2};
      #ifdef CROTON_MPI_H
        call.processes = &processes;
      #endif
        char name[64];
        snprintf(name, sizeof name, "%s/step", argv[2]);
        for (int step = 0; step < \(steps); ++step) {
          read_or_write("rb", argv[1], name, step, inputs, input_sizes, INPUTS);
          if (croton_run(&call) != 0) {
            abort();
          }
          read_or_write(step == 0 ? "wb" : "ab", argv[1], "outputs", rank, outputs, output_sizes, OUTPUTS);
        }
        read_or_write("wb", argv[1], "after", rank, shared, shared_sizes, SHARED);
        MPI_Finalize();
        if (rank == 0) puts("done");
        return 0;
      }

      """
  }
}
