@testable import Toolchain

extension SourceBundle {
  /// A library of interface version `abiVersion` whose function `answer` returns `answer`.
  static func answering(_ answer: Int, abiVersion: Int = 1) throws -> SourceBundle {
    try SourceBundle(
      name: "answer",
      files: [
        .init(name: "answer.h", text: "int answer(void);\n"),
        .init(
          name: "answer.c",
          text: """
            #include <stdint.h>
            #include "answer.h"
            const uint32_t croton_abi_version = \(abiVersion);
            int answer(void) { return \(answer); }

            """),
      ])
  }
}

extension LoadedLibrary {
  /// What the function `answer` returns.
  func answer() throws -> Int32 {
    let function: @convention(c) () -> Int32 = try function("answer")
    return function()
  }
}
