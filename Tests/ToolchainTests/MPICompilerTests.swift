import Testing

@testable import Toolchain

@Suite struct MPICompilerTests {
  private static let openMPI = """
    case "$*" in
    *--showme:version) echo "mpicc: Open MPI 4.1.4 (Language: C)" ;;
    *--showme:compile) echo -I/opt/openmpi/include -pthread ;;
    *--showme:link) echo -pthread -L/opt/openmpi/lib -lmpi ;;
    *) exit 1 ;;
    esac
    """

  private static let mpich = """
    case "$*" in
    -v) echo "mpicc for MPICH version 4.0.2"; echo "gcc version 12.2.0" ;;
    -show) echo ccache gcc -Wl,-z,relro -DX=1 -I/opt/mpich/include -pthread -L/opt/lib -lmpich /opt/a.so ;;
    *) echo "unrecognized command-line option"; exit 1 ;;
    esac
    """

  @Test func asksOpenMPI() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.openMPI, to: "\(root)/mpicc")
      let mpi = try MPICompiler.find(environment: ["PATH": root])
      #expect(mpi.path == "\(root)/mpicc")
      #expect(mpi.arguments == [])
      #expect(mpi.library == .openMPI)
      #expect(mpi.version == "4.1.4")
      #expect(mpi.compiling.map(\.arguments) == [["-I/opt/openmpi/include"], ["-pthread"]])
      #expect(mpi.linking.map(\.arguments) == [["-pthread"], ["-L/opt/openmpi/lib"], ["-lmpi"]])
    }
  }

  @Test func asksMPICH() throws {
    try withTemporaryDirectory { root in
      try writeProgram(Self.mpich, to: "\(root)/mpicc")
      let mpi = try MPICompiler.find(environment: ["PATH": "\(root):/usr/bin:/bin"])
      #expect(mpi.library == .mpich)
      #expect(mpi.version == "4.0.2")
      #expect(
        mpi.compiling.flatMap(\.arguments) == ["-DX=1", "-I/opt/mpich/include", "-pthread"])
      #expect(
        mpi.linking.flatMap(\.arguments) == [
          "-Wl,-z,relro", "-pthread", "-L/opt/lib", "-lmpich", "/opt/a.so",
        ])
    }
  }

  @Test func takesTheProgramAndArgumentsOfMPICC() throws {
    try withTemporaryDirectory { root in
      let path = "\(root)/my tools/mpicc.openmpi"
      try writeProgram(Self.openMPI, to: path)
      #expect(try MPICompiler.find(environment: ["PATH": root, "MPICC": path]).path == path)
      try writeProgram(Self.openMPI, to: "\(root)/my-mpicc")
      let mpi = try MPICompiler.find(environment: ["PATH": root, "MPICC": " my-mpicc -m64\n"])
      #expect(mpi.path == "\(root)/my-mpicc")
      #expect(mpi.arguments == ["-m64"])
    }
  }

  @Test func saysThatThereIsNone() throws {
    try withTemporaryDirectory { root in
      for (mpicc, program) in [(nil, "mpicc"), ("no-mpicc -m64", "no-mpicc"), (" ", "mpicc")] {
        var environment = ["PATH": root]
        environment["MPICC"] = mpicc
        let error = toolchainError {
          _ = try MPICompiler.find(environment: environment, platform: .macOS)
        }
        #expect(
          error
            == .mpiNotFound(
              program: program, setting: mpicc == " " ? nil : mpicc,
              search: ExecutableSearch(environment: environment), platform: .macOS))
      }
    }
  }

  @Test func saysWhatAnswersOtherwise() throws {
    try withTemporaryDirectory { root in
      let path = "\(root)/mpicc"
      func error() -> ToolchainError? {
        toolchainError { _ = try MPICompiler.find(environment: ["PATH": root]) }
      }
      try writeProgram(#"echo "cc: $*"; exit 0"#, to: path)
      #expect(error() == .mpiUnknown(command: "\(path) -v", output: "cc: -v\n"))
      // What speaks of MPICH and fails is no compiler.
      try writeProgram(#"echo "mpicc for MPICH version 4.0.2"; exit 127"#, to: path)
      #expect(
        error()
          == .mpiUnknown(command: "\(path) -v", output: "mpicc for MPICH version 4.0.2\n"))
      try writeProgram(
        """
        case "$*" in
        --showme:version) echo "mpicc: Open MPI 4.1.4 (Language: C)" ;;
        *) echo "no data file"; exit 1 ;;
        esac
        """, to: path)
      #expect(
        error()
          == .mpiFlagsUnavailable(command: "\(path) --showme:compile", output: "no data file\n"))
    }
  }
}
