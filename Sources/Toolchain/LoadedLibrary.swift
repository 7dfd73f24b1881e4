import Diagnostics
import Foundation

/// A compiled library in this process, closed when the last reference to it goes.
package final class LoadedLibrary: Sendable {
  /// The symbol by which a library says which calling conventions and structures it was made for:
  /// `const uint32_t croton_abi_version`.
  package static let abiVersionSymbol = "croton_abi_version"

  /// The path the library was loaded from.
  package let path: String

  // Set once, and the loader's functions may be called with it from any thread.
  private nonisolated(unsafe) let handle: UnsafeMutableRawPointer

  /// Loads a library, with all its symbols resolved and none of them visible to other libraries.
  ///
  /// - Throws: `ToolchainError.libraryNotLoadable`.
  package convenience init(path: String) throws {
    // A path without a slash would be searched for in the system's directories.
    try self.init(opening: URL(fileURLWithPath: path).path)
  }

  /// Loads a library that the system's loader finds by its name, such as `libopenblas.so.0`.
  ///
  /// - Throws: `ToolchainError.libraryNotLoadable`.
  package convenience init(systemLibrary name: String) throws {
    try self.init(opening: name)
  }

  private init(opening path: String) throws {
    _ = ThreadRuntime.settings
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw ToolchainError.libraryNotLoadable(path: path, reason: Self.loaderMessage())
    }
    self.path = path
    self.handle = handle
    ThreadRuntime.keep()
  }

  deinit {
    dlclose(handle)
  }

  /// Keeps the library open until the process ends.
  package func keep() {
    _ = Unmanaged.passRetained(self)
  }

  /// Checks that the library was made for the given version of the interface.
  ///
  /// - Throws: `ToolchainError.abiMismatch`, with both versions.
  package func checkABI(version: UInt32) throws {
    let found = (try? address(of: Self.abiVersionSymbol))?.load(as: UInt32.self)
    guard found == version else {
      throw ToolchainError.abiMismatch(path: path, found: found, expected: version)
    }
  }

  /// The C function of the given name.
  ///
  /// ```swift
  /// typealias Step = @convention(c) (UnsafeMutablePointer<Float>, Int32) -> Float
  /// let step: Step = try library.function("train_step")
  /// ```
  ///
  /// The function is valid for as long as this object lives. That it has the parameters and the
  /// result of `Signature` cannot be checked: the version of the interface stands for it.
  ///
  /// - Parameter type: the type of the function, which must be `@convention(c)`.
  /// - Throws: `ToolchainError.symbolMissing`; `InternalError` where the type is not that of a C
  ///   function.
  package func function<Signature>(
    _ name: String, as type: Signature.Type = Signature.self
  ) throws -> Signature {
    let address = try address(of: name)
    // A closure of Swift is two pointers, of which a symbol could give one.
    guard MemoryLayout<Signature>.size == MemoryLayout<UnsafeRawPointer>.size else {
      throw InternalError(
        stage: "loading", detail: "'\(name)' was asked for as \(type), which is no C function")
    }
    // A @convention(c) function is represented as its address, and `dlsym` gave just that.
    return unsafeBitCast(address, to: type)
  }

  /// The address of a function or variable, valid for as long as this object lives.
  ///
  /// - Throws: `ToolchainError.symbolMissing`.
  package func address(of name: String) throws -> UnsafeRawPointer {
    guard let address = dlsym(handle, name) else {
      throw ToolchainError.symbolMissing(name: name, path: path)
    }
    return UnsafeRawPointer(address)
  }

  // The message belongs to this thread and stays until its next call of the loader; it is copied
  // here, before there is one.
  private static func loaderMessage() -> String {
    dlerror().map { String(cString: $0) } ?? "the loader gave no reason"
  }
}
