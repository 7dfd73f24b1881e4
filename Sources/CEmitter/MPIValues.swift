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

  let abiVersion: Int
}
