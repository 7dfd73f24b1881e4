/// A library of the Basic Linear Algebra Subprograms with the C interface, `cblas_sgemm` and so on.
package struct BLASLibrary: Sendable, Hashable {
  /// The library's name: `OpenBLAS` or `Accelerate`.
  package let name: String

  /// The line of C that declares the subprograms.
  package let includeLine: String

  /// The flags that come before the source files.
  package let compiling: [CompilerFlag]

  /// The flags that come after the source files.
  package let linking: [CompilerFlag]

  /// Finds the system's BLAS: OpenBLAS on Linux, Accelerate on macOS.
  ///
  /// OpenBLAS is looked for where a C compiler looks without being told, and else asked of
  /// `pkg-config`. A cheap look at the file system: the compiler is not run.
  ///
  /// - Throws: `ToolchainError.blasNotFound`.
  package static func find(
    environment: [String: String], platform: Platform = .current
  ) throws -> BLASLibrary {
    try find(environment: environment, platform: platform, root: "")
  }

  /// As `find(environment:platform:)`, with `root` before the system's directories.
  static func find(
    environment: [String: String], platform: Platform, root: String
  ) throws -> BLASLibrary {
    if platform == .macOS { return accelerate }
    let headers = directories(environment, ["CPATH", "C_INCLUDE_PATH"]) + systemHeaders(root)
    let libraries = directories(environment, ["LIBRARY_PATH"]) + systemLibraries(root)
    if headers.contains(where: { FileStatus(path: "\($0)/cblas.h") != nil }),
      libraries.contains(where: { directory in
        ["so", "a"].contains { FileStatus(path: "\(directory)/libopenblas.\($0)") != nil }
      })
    {
      return openBLAS(compiling: [], linking: ["-lopenblas"])
    }
    if let found = askPkgConfig(environment) { return found }
    throw ToolchainError.blasNotFound(headers: headers, libraries: libraries)
  }

  /// The line of C that declares the subprograms on a platform, whether or not they are installed.
  package static func includeLine(on platform: Platform = .current) -> String {
    platform == .macOS ? "#include <Accelerate/Accelerate.h>" : "#include <cblas.h>"
  }

  // MARK: The libraries

  private static let accelerate = BLASLibrary(
    name: "Accelerate", includeLine: includeLine(on: .macOS),
    compiling: [
      CompilerFlag(
        "-DACCELERATE_NEW_LAPACK", reason: "the declarations of BLAS that are not deprecated")
    ],
    linking: [CompilerFlag("-framework", "Accelerate", reason: linkReason)])

  private static func openBLAS(compiling: [String], linking: [String]) -> BLASLibrary {
    BLASLibrary(
      name: "OpenBLAS", includeLine: includeLine(on: .linux),
      compiling: compiling.map { CompilerFlag($0, reason: "where OpenBLAS has its header") },
      linking: linking.map { CompilerFlag($0, reason: linkReason) })
  }

  private static let linkReason = "matrix products"

  // MARK: The search

  private static func directories(
    _ environment: [String: String], _ variables: [String]
  ) -> [String] {
    variables.flatMap { (environment[$0] ?? "").split(separator: ":").map(String.init) }
  }

  private static func systemHeaders(_ root: String) -> [String] {
    ["/usr/local/include", "/usr/include/\(multiarch)", "/usr/include"].map { root + $0 }
  }

  private static func systemLibraries(_ root: String) -> [String] {
    ["/usr/local/lib", "/usr/lib/\(multiarch)", "/usr/lib64", "/usr/lib"].map { root + $0 }
  }

  // Debian and its descendants keep the files of each architecture in a directory of its own.
  private static var multiarch: String {
    #if arch(arm64)
      "aarch64-linux-gnu"
    #else
      "x86_64-linux-gnu"
    #endif
  }

  private static func askPkgConfig(_ environment: [String: String]) -> BLASLibrary? {
    guard let program = ExecutableSearch(environment: environment).path(of: "pkg-config") else {
      return nil
    }
    func answer(_ option: String) -> [String]? {
      let command = Command(program: program, arguments: [option, "openblas"])
      // One that cannot be started knows of no library either.
      guard let result = try? command.run(environment: environment), result.status == .exited(0)
      else { return nil }
      return result.output.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    guard let compiling = answer("--cflags"), let linking = answer("--libs"), !linking.isEmpty
    else { return nil }
    return openBLAS(compiling: compiling, linking: linking)
  }
}
