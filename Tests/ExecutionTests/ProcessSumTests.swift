import Foundation
import TestSupport
import Testing

@testable import CEmitter
@testable import Toolchain

/// The sums over processes of `croton_mpi.h`, by programs that MPI runs.
@Suite(.serialized) struct ProcessSumTests {
  /// One of the installed MPIs, and its programs by Debian's names.
  enum MPI: String, CaseIterable {
    case openmpi, mpich

    func compiler() throws -> MPICompiler {
      var environment = ProcessInfo.processInfo.environment
      environment["MPICC"] = try InstalledProgram("mpicc.\(rawValue)").url.path
      return try MPICompiler.find(environment: environment)
    }

    /// Runs a program in a folder as several processes, more than there are cores.
    @discardableResult
    func run(
      _ program: String, _ arguments: [String], ranks: Int, in folder: String,
      options: [String] = [], status: Int32 = 0
    ) throws -> String {
      let ours = self == .openmpi ? ["--oversubscribe"] : []
      let command = Command(
        program: try InstalledProgram("mpirun.\(rawValue)").url.path,
        arguments: ours + options + ["-n", "\(ranks)", program] + arguments, directory: folder)
      let root = ["OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"]
      let result = try command.run(
        environment: ProcessInfo.processInfo.environment.merging(root) { $1 },
        timeLimit: .seconds(300))
      #expect(result.status == .exited(status), "\(command.shellText): \(result.output)")
      return result.output
    }
  }

  private let folder = TemporaryDirectory()

  /// The numbers of every rank, and what they are to become.
  private struct Arrays {
    let floats: [[Float]]
    let doubles: [[Double]]
    let integers: [[Int64]]

    init(ranks: Int, count: Int, using generator: inout SeededGenerator) {
      floats = Self.reals(ranks, count, using: &generator)
      doubles = Self.reals(ranks, count, using: &generator)
      integers = (0..<ranks).map { _ in
        (0..<count).map { _ in Int64(bitPattern: generator.next()) }
      }
    }

    /// Special values at the beginning, then mixed magnitudes, whose sums depend on the order.
    private static func reals<Real: BinaryFloatingPoint & SpecialValues>(
      _ ranks: Int, _ count: Int, using generator: inout SeededGenerator
    ) -> [[Real]] where Real.RawSignificand: FixedWidthInteger {
      (0..<ranks).map { rank in
        let special: [Real] = [
          rank == ranks / 2 ? .infinity : 1,
          rank == 0 ? .infinity : rank == ranks - 1 ? -.infinity : 1,
          Real.quietNaN(UInt32(rank + 1)),
          rank == ranks / 2 ? Real.quietNaN(77) : 1,
          -0.0,
          Real.leastNonzeroMagnitude * Real(rank + 1),
          Real.greatestFiniteMagnitude,
        ]
        let random = (0..<count).map { _ in
          Real.random(in: -1...1, using: &generator)
            * Real(
              sign: .plus, exponent: .init(Int.random(in: -12...12, using: &generator)),
              significand: 1)
        }
        return Array((special + random).prefix(count))
      }
    }

    /// The files of each rank.
    var files: [[UInt8]] {
      floats.indices.map { rank in
        Self.bytes(floats[rank]) + Self.bytes(doubles[rank]) + Self.bytes(integers[rank])
      }
    }

    /// The bytes of the sums in the order of the tree.
    var sums: [UInt8] {
      let ranks = floats.indices
      return Self.bytes(Self.tree(floats, ranks, Self.sum))
        + Self.bytes(Self.tree(doubles, ranks, Self.sum))
        + Self.bytes(Self.tree(integers, ranks, &+))
    }

    /// How many sums of floats have other bits where the last ranks are added first.
    var sensitivity: Int {
      let backwards = floats.dropLast().reversed().reduce(floats[floats.count - 1]) {
        sums, values in
        zip(values, sums).map { $0 + $1 }
      }
      return zip(backwards, Self.tree(floats, floats.indices, Self.sum))
        .count { $0.bitPattern != $1.bitPattern }
    }

    private static func tree<T>(
      _ values: [[T]], _ ranks: Range<Int>, _ add: (T, T) -> T
    ) -> [T] {
      if ranks.count == 1 { return values[ranks.lowerBound] }
      let middle = ranks.lowerBound + ranks.count / 2 + ranks.count % 2
      let left = tree(values, ranks.lowerBound..<middle, add)
      let right = tree(values, middle..<ranks.upperBound, add)
      return zip(left, right).map(add)
    }

    private static func sum<Real: BinaryFloatingPoint>(_ left: Real, _ right: Real) -> Real {
      left.isNaN ? left : left + right
    }

    private static func bytes<T: BitwiseCopyable>(_ values: [T]) -> [UInt8] {
      values.withUnsafeBytes { Array($0) }
    }
  }

  /// Compiles a file of `Processes` as an ordinary C compiler does with the flags of an MPI.
  private func compile(
    _ file: String = "all_reduce", for mpi: MPI, by compiler: String, flags: [String]
  ) throws -> String {
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Processes/\(file).c")
    try FileManager.default.createDirectory(
      atPath: folder.path, withIntermediateDirectories: true)
    for file in try CEmitter.processes(abiVersion: nil) {
      try file.text.write(
        toFile: "\(folder.path)/\(file.name)", atomically: true, encoding: .utf8)
    }
    let found = try mpi.compiler()
    #expect(found.library == (mpi == .openmpi ? .openMPI : .mpich))
    let program = "\(folder.path)/\(file)"
    let command = Command(
      program: try InstalledProgram(compiler).url.path,
      arguments: ["-O3", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror", "-I\(folder.path)"]
        + flags + found.compiling.flatMap(\.arguments) + [source.path, "-o", program]
        + found.linking.flatMap(\.arguments) + ["-lm"])
    let result = try command.run(environment: ProcessInfo.processInfo.environment)
    #expect(result.status == .exited(0), "\(command.shellText): \(result.output)")
    #expect(result.output == "")
    return program
  }

  /// Arrays of several messages, of one number, and of none.
  @Test(arguments: MPI.allCases) func areThoseOfTheTree(mpi: MPI) throws {
    let program = try compile(for: mpi, by: "gcc", flags: ["-DCROTON_MPI_COUNT=300"])
    var generator = SeededGenerator(seed: 17)
    for ranks in 1...8 {
      for count in ranks == 3 ? [0, 1, 1000] : [1000] {
        let arrays = Arrays(ranks: ranks, count: count, using: &generator)
        for (rank, bytes) in arrays.files.enumerated() {
          try Data(bytes).write(to: URL(fileURLWithPath: "\(folder.path)/values.\(rank)"))
        }
        try mpi.run(program, ["\(count)"], ranks: ranks, in: folder.path)
        let sums = arrays.sums
        for rank in 0..<ranks {
          let file = URL(fileURLWithPath: "\(folder.path)/sums.\(rank)")
          #expect(
            try [UInt8](Data(contentsOf: file)) == sums,
            "\(count) numbers of rank \(rank) of \(ranks)")
          try FileManager.default.removeItem(at: file)
        }
        if ranks > 2, count == 1000 { #expect(arrays.sensitivity > 100) }
      }
    }
  }

  /// Between hosts exchanges progress while the caller computes.
  @Test func progressWithoutTheCaller() throws {
    let program = try compile("session", for: .openmpi, by: "gcc", flags: [])
    let options = try MPIHosts.options(in: folder.path)
    try MPI.openmpi.run(program, ["progress"], ranks: 2, in: folder.path, options: options)
  }

  /// Of a process that comes when it is asked for, others say that it has fallen behind.
  @Test(arguments: MPI.allCases) func aProcessThatFallsBehindIsNamed(mpi: MPI) throws {
    let program = try compile("session", for: mpi, by: "gcc", flags: [])
    let output = try mpi.run(program, ["late"], ranks: 3, in: folder.path, status: 4)
    let line = /: process 2 of 3 \(.*, PID [0-9]+\) has fallen behind: others have waited for it/
    #expect(output.matches(of: line).count == 1, "\(output)")
  }

  /// The header by other compilers, with messages of the largest size.
  @Test(arguments: MPI.allCases, ["gcc", "clang-14"])
  func headerHasNoWarnings(mpi: MPI, compiler: String) throws {
    _ = try compile(for: mpi, by: compiler, flags: ["-std=c99", "-pedantic"])
  }
}

/// Numbers that literals cannot name.
private protocol SpecialValues {
  static func quietNaN(_ payload: UInt32) -> Self
}

extension Float: SpecialValues {
  static func quietNaN(_ payload: UInt32) -> Float { Float(nan: payload, signaling: false) }
}

extension Double: SpecialValues {
  static func quietNaN(_ payload: UInt32) -> Double {
    Double(nan: UInt64(payload), signaling: false)
  }
}
