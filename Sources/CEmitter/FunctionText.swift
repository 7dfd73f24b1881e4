import GraphIR
import Lowering

/// The exported C function that runs a schedule: it says where everything lies and calls the
/// kernels, all of them in one parallel region unless a slice has to be checked in between.
struct FunctionText {
  let schedule: Schedule

  func render() -> String {
    var text = CText()
    text.function("CROTON_EXPORT int32_t croton_run", parameters: ["croton_call *call"]) { body in
      var declared: Set<Int> = []
      var region: [Schedule.Step] = []
      for step in schedule.steps {
        guard case .bindRows(let buffer, let failure) = step else {
          region.append(step)
          continue
        }
        emit(region, &declared, &body)
        region = []
        bind(buffer, failure, &declared, &body)
      }
      emit(region, &declared, &body)
      body.add("return call->failure;")
    }
    return text.text
  }

  /// Kernels in one parallel region. Each shares out its own work, and its end is a barrier.
  private func emit(_ steps: [Schedule.Step], _ declared: inout Set<Int>, _ text: inout CText) {
    guard !steps.isEmpty else { return }
    for step in steps {
      guard case .kernel(let kernel) = step else { continue }
      for (buffer, _) in KernelText.parameters(of: kernel, schedule.buffers) {
        declare(buffer, &declared, &text)
      }
    }
    text.add("#pragma omp parallel num_threads(call->threads)")
    text.block("") { region in
      let updates = steps.firstIndex { if case .beginUpdates = $0 { true } else { false } }
      for step in steps[..<(updates ?? steps.endIndex)] { call(step, &region) }
      guard let updates else { return }
      region.add("/* A call that has failed leaves every shared value as it was. */")
      region.block("if (call->failure == 0)") { guarded in
        for step in steps[(updates + 1)...] { call(step, &guarded) }
      }
    }
  }

  private func call(_ step: Schedule.Step, _ text: inout CText) {
    guard case .kernel(let kernel) = step else { return }
    let arguments =
      (KernelText.takesCall(kernel) ? ["call"] : [])
      + KernelText.parameters(of: kernel, schedule.buffers).map { buffer, _ in
        argument(buffer, in: kernel)
      }
    text.add("\(kernel.name)(\(arguments.joined(separator: ", ")));")
  }

  /// Kernels of convolutions see blocked tensors as vectors.
  private func argument(_ index: Int, in kernel: Kernel) -> String {
    let buffer = schedule.buffers[index]
    guard kernel.takesVectors(index, buffer) else { return buffer.name }
    let isRead = !kernel.results.contains(index)
    return "(\(isRead ? "const " : "")\(buffer.type.elementType.cVector) *)\(buffer.name)"
  }

  private func bind(
    _ index: Int, _ failure: Int, _ declared: inout Set<Int>, _ text: inout CText
  ) {
    guard case .rows(let source, let start) = schedule.buffers[index].place else { return }
    declare(source, &declared, &text)
    declare(start, &declared, &text)
    let buffer = schedule.buffers[index]
    let total = schedule.buffers[source].type.shape[0]
    let count = buffer.type.shape[0]
    let row = "\(buffer.name)_row"
    text.add("const int64_t \(row) = \(schedule.buffers[start].name)[0];")
    text.block("if (\(row) < 0 || \(row) > \(total - count))") {
      $0.add("call->failure = \(failure);")
      $0.add("call->failure_value = \(row);")
      $0.add("return \(failure);")
    }
    let stride = buffer.type.shape.rowMajorStrides[0]
    text.add(
      "const \(buffer.type.elementType.cName) *const \(buffer.name) = \(schedule.buffers[source].name) + \(row) * \(stride); /* \(buffer.type) */"
    )
    declared.insert(index)
  }

  private func declare(_ index: Int, _ declared: inout Set<Int>, _ text: inout CText) {
    guard declared.insert(index).inserted else { return }
    let buffer = schedule.buffers[index]
    let type = buffer.type.elementType.cName
    let place: String
    var isConstant = true
    switch buffer.place {
    case .input(let number):
      place = "call->inputs[\(number)]"
    case .shared(let number):
      place = "call->shared[\(number)]"
      isConstant = false
    case .output(let number):
      place = "call->outputs[\(number)]"
      isConstant = false
    case .arena:
      place = "(void *)(call->arena + \(buffer.offset ?? 0))"
      isConstant = false
    case .alias(let other):
      declare(other, &declared, &text)
      place = schedule.buffers[other].name
      isConstant = true
    case .constant(let literal):
      let numbers = literal.scalars.map { $0.cLiteral(as: buffer.type.elementType) }
      text.add("static const \(type) \(buffer.name)[] = {\(numbers.joined(separator: ", "))};")
      return
    case .rows:
      return
    }
    text.add(
      "\(isConstant ? "const " : "")\(type) *const \(buffer.name) = \(place); /* \(buffer.type), \(buffer.layout) */"
    )
  }
}

extension Kernel {
  /// Whether the kernel takes the buffer as vectors of images.
  func takesVectors(_ index: Int, _ buffer: Buffer) -> Bool {
    guard buffer.type.elementType.isFloatingPoint else { return false }
    switch body {
    case .convolution: return operands.first == index
    case .convolutionInputGradient: return operands.first != index
    case .convolutionFilterGradient: return operands.contains(index) || results[1] == index
    default: return false
    }
  }
}
