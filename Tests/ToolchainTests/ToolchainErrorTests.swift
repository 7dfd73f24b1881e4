import Testing

@testable import Toolchain

@Suite struct ToolchainErrorTests {
  private func expect(
    _ error: ToolchainError, _ text: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(error.description == text, sourceLocation: sourceLocation)
  }

  private func search(_ path: String?) -> ExecutableSearch {
    ExecutableSearch(environment: path.map { ["PATH": $0] } ?? [:])
  }

  @Test func aboutTheCompiler() {
    expect(
      .compilerNotFound(
        program: "cc", setting: nil, search: search("/usr/bin:relative:/bin"), platform: .linux),
      """
      cannot find the C compiler 'cc' ($CC is not set)
        looked in $PATH: /usr/bin, /bin
      Install one with: apt-get install gcc
      """)
    expect(
      .compilerNotFound(
        program: "gcc-99", setting: "gcc-99 -m64", search: search("/usr/bin"), platform: .macOS),
      """
      cannot find the C compiler 'gcc-99', which $CC names
        looked in $PATH: /usr/bin
      Install one with: xcode-select --install
      """)
    expect(
      .compilerNotFound(
        program: "/opt/cc", setting: "/opt/cc", search: search("/usr/bin"), platform: .linux),
      """
      cannot find the C compiler '/opt/cc', which $CC names
        no program is at that path
      Install one with: apt-get install gcc
      """)
    expect(
      .compilerNotFound(
        program: "/opt/my", setting: "/opt/my tools/cc -m64", search: search("/usr/bin"),
        platform: .linux),
      """
      cannot find the C compiler '/opt/my', which $CC names
        no program is at that path
      $CC is split at white space: '/opt/my tools/cc -m64'
      Where the path itself has white space in it, set $CC to a link to it that has none.
      """)
    expect(
      .compilerNotFound(program: "cc", setting: nil, search: search(nil), platform: .linux),
      """
      cannot find the C compiler 'cc' ($CC is not set)
        looked in /usr/local/bin, /usr/bin, /bin ($PATH is not set)
      Install one with: apt-get install gcc
      """)
    expect(
      .compilerNotFound(program: "cc", setting: nil, search: search("bin"), platform: .linux),
      """
      cannot find the C compiler 'cc' ($CC is not set)
        $PATH names no directory to look in: 'bin'
      Set it, as in: PATH=/usr/local/bin:/usr/bin:/bin
      """)
    expect(
      .timeLimitInvalid("soon"),
      """
      $CROTON_COMPILE_TIMEOUT, which says how long the C compiler may take: expected a whole \
      number of seconds from 1 to 86400, got 'soon'
      """)
    expect(
      .versionUnavailable(
        command: "/usr/bin/cc --version", status: .exited(3), output: "licence\nexpired\n"),
      """
      the C compiler does not tell its version
        command: /usr/bin/cc --version
        | licence
        | expired
      """)
    expect(
      .versionUnavailable(
        command: "/usr/bin/cc --version", status: .timedOut(seconds: 300), output: ""),
      """
      the C compiler does not tell its version
        command: /usr/bin/cc --version
      Where it needs longer, set CROTON_COMPILE_TIMEOUT to a number of seconds.
      """)
    expect(
      .compilerTooOld(
        version: "gcc (GCC) 4.8.5", command: "/usr/bin/cc --version", output: "", sources: []),
      """
      the C compiler is too old: expected GCC 9 or Clang 9, or newer, got 'gcc (GCC) 4.8.5'
        command: /usr/bin/cc --version
      Install a newer one, and set $CC to its name, as in: CC=gcc-12
      """)
    expect(
      .commandNotStarted(command: "/usr/bin/cc -O3", reason: "Out of memory"),
      """
      cannot start a program: Out of memory
        command: /usr/bin/cc -O3
      """)
    expect(
      .commandStatusLost(command: "/usr/bin/cc -O3", reason: "No child processes"),
      """
      cannot learn how a program ended: No child processes
        command: /usr/bin/cc -O3
      """)
  }

  @Test func aboutDigests() {
    expect(
      .digestUnavailable,
      """
      libcrypto cannot compute SHA-256, by which compiled kernels are found; expected an OpenSSL \
      configuration (openssl.cnf, $OPENSSL_CONF) that offers it
      """)
  }

  @Test func aboutBLAS() {
    expect(
      .blasNotFound(headers: ["/usr/local/include", "/usr/include"], libraries: ["/usr/lib"]),
      """
      cannot find OpenBLAS
        looked for cblas.h in /usr/local/include, /usr/include
        looked for libopenblas in /usr/lib
        and asked pkg-config for openblas
      Install it with: apt-get install libopenblas-dev
      """)
  }

  @Test func aboutMPI() {
    expect(
      .mpiNotFound(
        program: "mpicc", setting: nil, search: search("/usr/bin:/bin"), platform: .linux),
      """
      cannot find the MPI compiler 'mpicc' ($MPICC is not set)
        looked in $PATH: /usr/bin, /bin
      Install one with: sudo apt-get install libopenmpi-dev openmpi-bin
      """)
    expect(
      .mpiNotFound(
        program: "mpicc.mpich", setting: "mpicc.mpich", search: search("/usr/bin"),
        platform: .macOS),
      """
      cannot find the MPI compiler 'mpicc.mpich', which $MPICC names
        looked in $PATH: /usr/bin
      Install one with: brew install open-mpi
      """)
    expect(
      .mpiNotFound(
        program: "/opt/my", setting: "/opt/my tools/mpicc", search: search("/usr/bin"),
        platform: .linux),
      """
      cannot find the MPI compiler '/opt/my', which $MPICC names
        no program is at that path
      $MPICC is split at white space: '/opt/my tools/mpicc'
      Where the path itself has white space in it, set $MPICC to a link to it that has none.
      """)
    expect(
      .mpiUnknown(command: "/usr/bin/mpicc -v", output: "mpicc for another MPI\n"),
      """
      the MPI compiler tells no version that is known: expected one of Open MPI or MPICH
        command: /usr/bin/mpicc -v
        | mpicc for another MPI
      Set MPICC to the mpicc of Open MPI or MPICH.
      """)
    expect(
      .mpiFlagsUnavailable(command: "/usr/bin/mpicc -show", output: "no data file\n"),
      """
      the MPI compiler does not tell its flags
        command: /usr/bin/mpicc -show
        | no data file
      """)
  }

  @Test func aboutSources() {
    expect(
      .sourceNameInvalid("../a.c", bundle: "lenet"),
      """
      '../a.c' in 'lenet' cannot be the name of a C source: use letters, digits, '_', '-' and \
      '.', with a letter, a digit or '_' first and '.c' or '.h' last
      """)
    expect(
      .sourceNameRepeated("a.c", bundle: "lenet"), "'lenet' has two files of the name 'a.c'")
    expect(
      .nothingToCompile(bundle: "lenet"),
      "'lenet' has no file to compile: no name ends in '.c'")
  }

  @Test func aboutTheCache() {
    expect(
      .cacheLocationUnknown,
      """
      cannot tell where to keep compiled kernels: neither $XDG_CACHE_HOME nor $HOME is an \
      absolute path
      Set HOME or XDG_CACHE_HOME.
      """)
    expect(
      .cacheDirectoryForeign(path: "/tmp/croton", owner: 1001, user: 1000),
      """
      the kernel cache /tmp/croton belongs to user 1001, not to user 1000 who runs this program; \
      loading code from it would be unsafe
      Set XDG_CACHE_HOME to a directory of your own.
      """)
    expect(
      .cacheNotExecutable(path: "/mnt/croton"),
      """
      the kernel cache /mnt/croton is on a file system that is mounted noexec, from which no code \
      can be loaded
      Set XDG_CACHE_HOME to a directory on another file system.
      """)
    expect(
      .cacheLimitUnreadable(path: "/home/me/.cache/croton/limit"),
      """
      the limit of the kernel cache cannot be read from /home/me/.cache/croton/limit: expected a \
      number of bytes
      Set it anew with: croton cache --limit 1GB
      """)
    expect(
      .cacheLimitNegative(-1), "the limit of the kernel cache is -1 bytes; expected at least 0")
    expect(
      .fileSystem(
        action: "create the directory", path: "/home/me/.cache/croton",
        reason: "Permission denied"),
      """
      cannot create the directory /home/me/.cache/croton: Permission denied
      Compiled kernels are kept there; set XDG_CACHE_HOME to keep them elsewhere.
      """)
  }

  @Test func aboutACompilation() {
    func error(_ status: Command.Status, _ output: String) -> ToolchainError {
      .compilationFailed(
        bundle: "lenet", status: status, command: "cd /c && cc a.c b.c", output: output,
        sources: ["/c/a.c", "/c/b.c"])
    }
    expect(
      error(.exited(1), "a.c:1:1: error: no\n\n    1 | x\n"),
      """
      the C compiler failed with status 1 on 'lenet'
        command: cd /c && cc a.c b.c
        source: /c/a.c /c/b.c
        | a.c:1:1: error: no
        |     1 | x
      """)
    expect(
      error(.exited(1), "ld: cannot find -lomp\n"),
      """
      the C compiler failed with status 1 on 'lenet'
        command: cd /c && cc a.c b.c
        source: /c/a.c /c/b.c
        | ld: cannot find -lomp
      Install OpenMP for Clang with: apt-get install libomp-dev
      """)
    for words in [
      "m.c:1:10: fatal error: mpi.h: No such file or directory",
      "m.c:1:10: fatal error: 'mpi.h' file not found",
    ] {
      expect(
        error(.exited(1), words),
        """
        the C compiler failed with status 1 on 'lenet'
          command: cd /c && cc a.c b.c
          source: /c/a.c /c/b.c
          | \(words)
        Install MPI's header with: sudo apt-get install libopenmpi-dev (of MPICH: libmpich-dev)
        """)
    }
    for words in [
      "collect2: fatal error: cannot find ‘ld’", "collect2: fatal error: cannot find 'ld'",
      "cc: fatal error: cannot execute ‘as’: execvp", "cc: cannot execute 'as': execvp",
      "clang: error: unable to execute command: posix_spawn failed: No such file or directory",
    ] {
      expect(
        error(.exited(1), words),
        """
        the C compiler failed with status 1 on 'lenet'
          command: cd /c && cc a.c b.c
          source: /c/a.c /c/b.c
          | \(words)
        The compiler looks for its assembler and linker in $PATH. Set it, as in: \
        PATH=/usr/local/bin:/usr/bin:/bin
        """)
    }
    expect(
      error(.timedOut(seconds: 300), "a.c:1: warning\n"),
      """
      the C compiler was ended, having taken more than 300 seconds, on 'lenet'
        command: cd /c && cc a.c b.c
        source: /c/a.c /c/b.c
        | a.c:1: warning
      Where it needs longer, set CROTON_COMPILE_TIMEOUT to a number of seconds.
      """)
    expect(
      error(.signalled(9), ""),
      """
      the C compiler was ended by signal 9 on 'lenet'
        command: cd /c && cc a.c b.c
        source: /c/a.c /c/b.c
      Memory may have run out: the system then kills programs.
      """)
    expect(
      error(.exited(1), "cc: fatal error: Killed signal terminated program cc1\n"),
      """
      the C compiler failed with status 1 on 'lenet'
        command: cd /c && cc a.c b.c
        source: /c/a.c /c/b.c
        | cc: fatal error: Killed signal terminated program cc1
      Memory may have run out: the system then kills programs.
      """)
    expect(
      error(.exited(0), ""),
      """
      the C compiler wrote no library for 'lenet'
        command: cd /c && cc a.c b.c
        source: /c/a.c /c/b.c
      """)
  }

  @Test func aboutALibrary() {
    expect(
      .libraryNotLoadable(path: "/c/library.so", reason: "libopenblas.so.0: not found"),
      """
      cannot load the compiled kernels /c/library.so
        libopenblas.so.0: not found
      """)
    expect(
      .trialFailed(path: "/c/library.so"),
      """
      a test function returned a wrong result
        library: /c/library.so
      Set CC to another C compiler.
      """)
    expect(
      .symbolMissing(name: "train_step", path: "/c/library.so"),
      """
      the compiled kernels have no 'train_step'
        library: /c/library.so
      """)
    expect(
      .abiMismatch(path: "/c/library.so", found: 1, expected: 2),
      """
      the compiled kernels have version 1 of Croton's binary interface, and this program needs \
      version 2
        library: /c/library.so
      """)
    expect(
      .abiMismatch(path: "/c/library.so", found: nil, expected: 2),
      """
      the compiled kernels have no version of Croton's binary interface, and this program needs \
      version 2
        library: /c/library.so
      """)
  }
}
