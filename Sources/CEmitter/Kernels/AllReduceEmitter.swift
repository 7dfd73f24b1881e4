import GraphIR
import Schedule

/// The sum of what all processes have, by messages.
///
/// One thread alone sends and receives, the first: the others do not wait where only it begins.
struct AllReduceEmitter: KernelEmitter {
  let context: KernelContext
  let sum: AllReduceKernel

  /// Who takes part in a call.
  static let processes = "call->processes"

  var formula: String {
    switch sum.part {
    case .whole: "\(resultName) = sum of \(name(of: .input)) over all processes"
    case .start: "\(resultName) becomes its sum over all processes, from here on"
    case .finish: "\(resultName) is its sum over all processes, from here on"
    }
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    let type = sum.elementType == .int64 ? "int64" : sum.elementType.cName
    text.function(signature, parameters: parameters) { body in
      switch sum.part {
      case .whole:
        let (input, received) = (name(of: .input), name(of: .partialSums))
        body.add("#pragma omp master")
        body.block("") {
          if input != resultName {
            $0.add("memcpy(\(resultName), \(input), \(sum.count) * sizeof *\(resultName));")
          }
          $0.add(
            "croton_all_reduce_\(type)(\(Self.processes), \(resultName), \(sum.count), \(received));"
          )
        }
        body.add("#pragma omp barrier")
      case .start:
        let (values, received) = (resultName, name(of: .partialSums))
        body.add("#pragma omp master")
        body.add(
          "croton_start_\(type)"
            + "(\(Self.processes), \(sum.exchange), \(values), \(sum.count), \(received));")
      case .finish:
        body.add("#pragma omp master")
        body.add("croton_finish(\(Self.processes), \(sum.exchange));")
        body.add("#pragma omp barrier")
      }
    }
    return text.text
  }
}

extension EmitterFactory {
  func visit(_ kernel: AllReduceKernel) -> any KernelEmitter {
    AllReduceEmitter(context: context, sum: kernel)
  }
}
