import Testing

@testable import Toolchain

@Suite struct BLASLibraryTests {
  @Test func findsOpenBLASWhereCompilersLook() throws {
    try withTemporaryDirectory { root in
      try write("", to: "\(root)/usr/include/cblas.h")
      try write("", to: "\(root)/usr/lib64/libopenblas.so")
      let blas = try BLASLibrary.find(environment: ["PATH": root], platform: .linux, root: root)
      #expect(blas.name == "OpenBLAS")
      #expect(blas.includeLine == "#include <cblas.h>")
      #expect(blas.compiling == [])
      #expect(blas.linking.map(\.arguments) == [["-lopenblas"]])
    }
  }

  @Test func findsOpenBLASWhereTheEnvironmentPoints() throws {
    try withTemporaryDirectory { root in
      try write("", to: "\(root)/my/include/cblas.h")
      try write("", to: "\(root)/my/lib/libopenblas.a")
      let environment = [
        "PATH": root, "CPATH": "\(root)/other:\(root)/my/include", "LIBRARY_PATH": "\(root)/my/lib",
      ]
      let blas = try BLASLibrary.find(environment: environment, platform: .linux, root: root)
      #expect(blas.linking.map(\.arguments) == [["-lopenblas"]])
    }
  }

  @Test func asksPkgConfig() throws {
    try withTemporaryDirectory { root in
      try writeProgram(
        """
        case "$*" in
        "--cflags openblas") echo -I/opt/openblas/include ;;
        "--libs openblas") echo -L/opt/openblas/lib -lopenblasp ;;
        *) exit 1 ;;
        esac
        """, to: "\(root)/pkg-config")
      // A header alone is not enough.
      try write("", to: "\(root)/usr/include/cblas.h")
      let blas = try BLASLibrary.find(environment: ["PATH": root], platform: .linux, root: root)
      #expect(blas.compiling.map(\.arguments) == [["-I/opt/openblas/include"]])
      #expect(blas.linking.map(\.arguments) == [["-L/opt/openblas/lib"], ["-lopenblasp"]])
    }
  }

  @Test func saysWhereItLooked() throws {
    try withTemporaryDirectory { root in
      try writeProgram("exit 1", to: "\(root)/pkg-config")
      let environment = ["PATH": root, "LIBRARY_PATH": "/opt/lib"]
      let error = toolchainError {
        _ = try BLASLibrary.find(environment: environment, platform: .linux, root: root)
      }
      guard case .blasNotFound(let headers, let libraries)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(headers.contains("\(root)/usr/include"))
      #expect(libraries.first == "/opt/lib")
      #expect(libraries.contains("\(root)/usr/lib"))
    }
  }

  @Test func takesAccelerateOnMacOS() throws {
    let blas = try BLASLibrary.find(environment: [:], platform: .macOS)
    #expect(blas.includeLine == "#include <Accelerate/Accelerate.h>")
    #expect(blas.linking.map(\.arguments) == [["-framework", "Accelerate"]])
  }
}
