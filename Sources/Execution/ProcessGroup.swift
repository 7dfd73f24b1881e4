import Toolchain

/// The processes that split each minibatch, as calls of compiled functions have them.
package struct ProcessGroup: @unchecked Sendable {
  // Sound although unchecked: the pointer is to memory of the library, which is never freed, which
  // only a call changes, one at a time, and the library lives as long as this.

  /// The MPI that functions are compiled with.
  package let mpi: MPICompiler
  /// The `croton_processes` of `croton_mpi.h`.
  package let pointer: UnsafeMutableRawPointer
  private let library: LoadedLibrary

  package init(mpi: MPICompiler, pointer: UnsafeMutableRawPointer, library: LoadedLibrary) {
    self.mpi = mpi
    self.pointer = pointer
    self.library = library
  }
}
