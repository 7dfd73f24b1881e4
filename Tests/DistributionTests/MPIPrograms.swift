import CommandLineTestSupport
import Foundation
import TestSupport

/// The programs of an MPI, and `croton` that they start.
struct MPIPrograms {
  /// `openmpi` or `mpich`.
  let library: String
  /// Where the processes run.
  let folder: String

  /// The name of this machine, as MPI has it.
  static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(
      decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// `croton` alone.
  var croton: Program { alone("croton") }

  /// A program of the package alone.
  func alone(_ program: String) -> Program {
    Program(path: Self.path(of: program), folder: folder)
  }

  /// The path of a program of the package, or of another one whose path is given.
  static func path(of program: String) -> String {
    guard !program.hasPrefix("/") else { return program }
    // The build puts the program of the tests beside the others.
    let products = Bundle.main.bundleURL.resolvingSymlinksInPath()
    return products.appending(path: program).path
  }

  /// Starts processes of `croton`.
  ///
  /// - Parameters:
  ///   - ranks: how many.
  ///   - arguments: with blanks between them.
  ///   - program: another program than `croton`: its name in the package, or its path.
  ///   - last: the arguments of the last process, where they are others.
  ///   - hosts: whether each of two processes is on a host of its own, as Open MPI sees it.
  func start(
    _ ranks: Int, _ arguments: String, program: String = "croton", last: String? = nil,
    changes: [String: String] = [:], hosts: Bool = false
  ) throws -> RunningProgram {
    func words(_ count: Int, _ arguments: String) -> [String] {
      ["-n", "\(count)", Self.path(of: program)]
        + arguments.split(separator: " ").map(String.init)
    }
    let options =
      try hosts ? MPIHosts.options(in: folder) : library == "openmpi" ? ["--oversubscribe"] : []
    let command =
      last.map { words(ranks - 1, arguments) + [":"] + words(1, $0) } ?? words(ranks, arguments)
    return try mpirun(changes).start(options + command)
  }

  /// Runs processes of `croton` to their end.
  func run(
    _ ranks: Int, _ arguments: String, program: String = "croton", last: String? = nil,
    changes: [String: String] = [:]
  ) throws -> Program.Result {
    try start(ranks, arguments, program: program, last: last, changes: changes).wait()
  }

  private func mpirun(_ changes: [String: String]) throws -> Program {
    // Both mpiruns end processes that take longer, in seconds.
    let root = [
      "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
      "MPIEXEC_TIMEOUT": "300",
    ]
    return Program(
      path: try InstalledProgram("mpirun.\(library)").url.path, folder: folder,
      changes: root.merging(["MPICC": "mpicc.\(library)"]) { $1 }.merging(changes) { $1 })
  }

  /// The number of the process that is a rank of a running program.
  ///
  /// - Parameter word: an argument of the program, which no other program has.
  func process(ofRank rank: Int, withArgument word: String) throws -> pid_t {
    let variable = library == "openmpi" ? "OMPI_COMM_WORLD_RANK" : "PMI_RANK"
    for name in try FileManager.default.contentsOfDirectory(atPath: "/proc") {
      func texts(_ file: String) -> [String] {
        // Of a process that has ended meanwhile there is none.
        let data = FileManager.default.contents(atPath: "/proc/\(name)/\(file)") ?? Data()
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      }
      guard let process = pid_t(name), texts("environ").contains("\(variable)=\(rank)"),
        texts("cmdline").contains(word)
      else { continue }
      return process
    }
    throw NoProcess(rank: rank)
  }

  struct NoProcess: Error {
    let rank: Int
  }
}

/// Runs a test with programs of an MPI in a new folder, which has 900 images as `digits`, and removes
/// it afterwards.
func withMPI<Result>(_ library: String, _ body: (MPIPrograms) throws -> Result) throws -> Result {
  try withDigitsFolder { folder in
    try TinyDigits.write(to: "\(folder)/digits", training: 900)
    return try body(MPIPrograms(library: library, folder: folder))
  }
}
