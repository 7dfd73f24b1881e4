import GraphIR
import Schedule

/// Which kernels of a schedule have one function: those that differ in nothing but the buffers that
/// they are called with, as the layers of a deep network do.
struct SharedFunctions {
  /// For a kernel's name the kernel whose function it calls, if it is another one.
  private var firsts: [String: String] = [:]
  /// For a function's name the kernels that call it besides its own.
  private var others: [String: [Kernel]] = [:]

  init(_ schedule: Schedule) {
    let turns = schedule.serialTurns
    // What kernels compute is compared only where they are called alike: its text takes a while.
    var alike: [String: [Kernel]] = [:]
    for kernel in schedule.kernels {
      // What a user wrote may depend on its name.
      if case .custom = kernel.body { continue }
      let isAlone = turns[kernel.name, default: .alone] == .alone
      alike["\(isAlone) \(Self.call(of: kernel, schedule.buffers))", default: []].append(kernel)
    }
    for kernels in alike.values where kernels.count > 1 {
      var functions: [String: String] = [:]
      for kernel in kernels {
        let text = FieldText.text(of: kernel.body)
        guard let function = functions[text] else {
          functions[text] = kernel.name
          continue
        }
        firsts[kernel.name] = function
        others[function, default: []].append(kernel)
      }
    }
  }

  /// The name of the function that a kernel calls.
  func name(of kernel: Kernel) -> String { firsts[kernel.name] ?? kernel.name }

  /// Whether a kernel has a function of its own.
  func isFirst(_ kernel: Kernel) -> Bool { firsts[kernel.name] == nil }

  /// The kernels that call a kernel's function besides itself.
  func others(of kernel: Kernel) -> [Kernel] { others[kernel.name] ?? [] }

  /// All that the text of a kernel's function takes from its arguments, but for their names.
  private static func call(of kernel: Kernel, _ buffers: [Buffer]) -> String {
    kernel.arguments.map { argument in
      let buffer = buffers[argument.buffer]
      let same = kernel.arguments.firstIndex { $0.buffer == argument.buffer }
      let place = KernelContext.result(of: kernel, replacing: argument, buffers)
        .flatMap { result in kernel.arguments.firstIndex { $0.buffer == result } }
      return "\(argument.access) \(argument.role) \(buffer.type) \(buffer.layout) "
        + "\(same ?? -1) \(place ?? -1)"
    }.joined(separator: ", ") + " \(kernel.body.name)"
  }
}
