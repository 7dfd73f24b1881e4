import GraphIR
import KernelTemplates

/// The header of sums over processes.
struct MPIValues: KernelTemplateValues {
  static let template = KernelTemplate.mpi

  let types: [MPITypeValues]

  init() { types = [.float, .double, .int64].map(MPITypeValues.init) }
}

/// The sums of one element type.
struct MPITypeValues: TemplateValues {
  let name, scalar, mpi: String
  let integer: Bool

  init(_ element: ElementType) {
    name = element.rawValue
    scalar = element.cName
    integer = element == .int64
    mpi = integer ? "MPI_INT64_T" : "MPI_\(scalar.uppercased())"
  }
}

/// The header of what processes tell each other.
struct ProcessesHeaderValues: KernelTemplateValues {
  static let template = KernelTemplate.processesHeader
}

/// What processes tell each other.
struct ProcessesValues: KernelTemplateValues {
  static let template = KernelTemplate.processes

  /// Whether it is a library that Croton loads, and the version of its interface.
  let isLibrary: Bool
  let abiVersion: Int
  /// What messages about errors begin with.
  let error: String
  /// What is to be said of a run that has lost a process.
  let ending: String

  /// - Parameter abiVersion: the version of the interface, of a library that Croton loads; `nil` for
  ///   a program that stands alone.
  init(abiVersion: Int?) {
    isLibrary = abiVersion != nil
    self.abiVersion = abiVersion ?? 0
    error = abiVersion == nil ? "error" : "Error"
    ending =
      abiVersion == nil
      ? "the training has ended; the file of --save has the best parameters so far"
      : "the run has ended; --resume goes on from its last checkpoint"
  }
}
