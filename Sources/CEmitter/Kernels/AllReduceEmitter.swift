import GraphIR
import Schedule

/// The sum of what all processes have, by messages.
struct AllReduceEmitter: KernelEmitter {
  let context: KernelContext
  let sum: AllReduceKernel

  var formula: String { "\(resultName) = sum of \(name(of: .input)) over all processes" }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    let type = sum.elementType == .int64 ? "int64" : sum.elementType.cName
    let (input, received) = (name(of: .input), name(of: .partialSums))
    text.function("static void \(functionName)", parameters: parameters) { body in
      body.add("#pragma omp single")
      body.block("") {
        $0.add("memcpy(\(resultName), \(input), \(sum.count) * sizeof *\(resultName));")
        $0.add(
          "croton_all_reduce_\(type)"
            + "(call->processes, \(resultName), \(sum.count), \(received));")
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
