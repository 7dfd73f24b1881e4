import GraphIR
import Schedule

/// The exported C function that runs a schedule: it says where everything lies and calls the
/// kernels, all of them in one parallel region unless a slice has to be checked in between.
struct FunctionEmitter {
  let schedule: Schedule
  let timesKernels: Bool
  var linkage = CLinkage.library
  private let functions: SharedFunctions
  private let turns: [String: SerialTurn]

  init(
    schedule: Schedule, functions: SharedFunctions, timesKernels: Bool,
    linkage: CLinkage = .library
  ) {
    self.schedule = schedule
    self.functions = functions
    self.timesKernels = timesKernels
    self.linkage = linkage
    turns = schedule.serialTurns
  }

  func render() -> String {
    var text = CWriter()
    var parameters = [CParameter(declaration: "croton_call *call", comment: nil)]
    if timesKernels { parameters.append(ClockEmitter.parameter(kernels: schedule.kernels.count)) }
    text.function(declaration, parameters: parameters) { body in
      if schedule.usesBLAS { useOneThreadInTheBLAS(&body) }
      if exchanges > 0 {
        body.add("croton_exchange exchanges[\(exchanges)];")
        body.add(
          "croton_begin_call(\(AllReduceEmitter.processes), exchanges, \(exchanges));")
      } else if schedule.exchangesMessages {
        body.add("croton_begin_call(\(AllReduceEmitter.processes), 0, 0);")
      }
      if timesKernels { ClockEmitter.read(0, &body) }
      var declared = Declared()
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

  /// How many exchanges between processes go on while other kernels run.
  private var exchanges: Int {
    schedule.kernels.count {
      if case .allReduce(let sum) = $0.body { sum.part == .start } else { false }
    }
  }

  private var declaration: String {
    switch linkage {
    case .library: "CROTON_EXPORT int32_t \(timesKernels ? "croton_run_timed" : "croton_run")"
    case .linked(let function, _): "int32_t \(function)"
    }
  }

  /// OpenBLAS would start threads of its own inside each of ours.
  private func useOneThreadInTheBLAS(_ text: inout CWriter) {
    text.add("#if defined(OPENBLAS_VERSION)")
    text.add("/* Products are shared out to threads here, and not once more by the BLAS. */")
    text.add("openblas_set_num_threads(1);")
    text.add("#endif")
  }

  /// Kernels in one parallel region. Each shares out its own work, and its end is a barrier.
  private func emit(_ steps: [Schedule.Step], _ declared: inout Declared, _ text: inout CWriter) {
    let kernels = steps.compactMap { if case .kernel(let kernel) = $0 { kernel } else { nil } }
    guard !kernels.isEmpty else { return }
    for kernel in kernels {
      for argument in KernelContext.parameters(of: kernel, schedule.buffers) {
        declare(argument.buffer, &declared, &text)
      }
      for (name, repeated) in repeatedArguments(of: kernel)
      where declared.repeats.insert(repeated).inserted {
        text.add("void *const \(repeated) = \(name); /* for another parameter */")
      }
    }
    let needsWorkspace = kernels.contains { $0.body.traits.threadWorkspaceBytes > 0 }
    let isShared = !kernels.allSatisfy(\.body.traits.isSerial) && !schedule.isSmall(kernels)
    guard isShared || needsWorkspace else { return calls(steps, &text) }
    if isShared { text.add("#pragma omp parallel num_threads(call->threads)") }
    text.block("") { region in
      if needsWorkspace {
        let start = CExpression.product(
          "(int64_t)croton_thread()", schedule.threadWorkspaceByteCount)
        region.add("void *const workspace = call->workspace + \(start);")
      }
      calls(steps, &region)
    }
  }

  private func calls(_ steps: [Schedule.Step], _ region: inout CWriter) {
    let updates = steps.firstIndex { if case .beginUpdates = $0 { true } else { false } }
    for step in steps[..<(updates ?? steps.endIndex)] { call(step, &region) }
    guard let updates else { return }
    guard !schedule.failures.isEmpty else {
      for step in steps[(updates + 1)...] { call(step, &region) }
      return
    }
    region.add("/* A call that has failed leaves every shared value as it was. */")
    let guarded: (inout CWriter) -> Void = {
      for step in steps[(updates + 1)...] { call(step, &$0) }
    }
    guard exchanges > 0 else { return region.block("if (call->failure == 0)", guarded) }
    region.branch("call->failure == 0", guarded) {
      $0.add("/* Other processes may send to the arena until exchanges end. */")
      $0.add("#pragma omp master")
      $0.add("croton_finish_all(\(AllReduceEmitter.processes));")
    }
  }

  private func call(_ step: Schedule.Step, _ text: inout CWriter) {
    if case .checkNumbers(let buffer, let failure) = step {
      text.add("#pragma omp single")
      text.add(check(schedule.buffers[buffer], failure))
    }
    guard case .kernel(let kernel) = step else { return }
    let traits = kernel.body.traits
    let arguments =
      (traits.takesCall ? ["call"] : [])
      + names(of: KernelContext.parameters(of: kernel, schedule.buffers))
      + (traits.threadWorkspaceBytes > 0 ? ["workspace"] : [])
    text.add("\(functions.name(of: kernel))(\(arguments.joined(separator: ", ")));")
    if turns[kernel.name] == .last { text.add("#pragma omp barrier") }
    if timesKernels, let number = schedule.kernels.firstIndex(where: { $0.name == kernel.name }) {
      ClockEmitter.read(number + 1, &text)
    }
    if schedule.exchangesGoOn(after: kernel) {
      text.add("#pragma omp master")
      text.add("croton_progress(\(AllReduceEmitter.processes));")
    }
  }

  /// What has been declared so far.
  private struct Declared {
    var buffers: Set<Int> = []
    var repeats: Set<String> = []
  }

  /// The names of arguments. A buffer that a kernel reads by several parameters has a name for
  /// each: compilers warn of one pointer for two parameters that are `restrict`.
  private func names(of arguments: [Argument]) -> [String] {
    arguments.indices.map { index in
      let buffer = arguments[index].buffer
      let count = arguments[..<index].count { $0.buffer == buffer }
      let name = schedule.buffers[buffer].name
      // It ends in no underscore, so that it is the name of no tensor.
      return count == 0 ? name : "\(name)again\(count)"
    }
  }

  /// The names that a kernel's buffers have besides their own, each after the buffer's.
  private func repeatedArguments(of kernel: Kernel) -> [(name: String, repeated: String)] {
    let arguments = KernelContext.parameters(of: kernel, schedule.buffers)
    return zip(arguments, names(of: arguments)).compactMap { argument, name in
      let own = schedule.buffers[argument.buffer].name
      return own == name ? nil : (own, name)
    }
  }

  private func check(_ buffer: Buffer, _ failure: Int) -> String {
    let (images, lanes) =
      switch buffer.layout {
      case .rowMajor: (1, 1)
      case .imagesInnermost(let lanes): (buffer.type.shape[0], lanes)
      }
    let elements = buffer.type.shape.elementCount / images
    return "croton_check_\(buffer.type.elementType.cName)"
      + "(call, \(failure), \(buffer.name), \(images), \(elements), \(lanes));"
  }

  /// A pointer to a buffer's elements.
  private func elements(of index: Int) -> String {
    let buffer = schedule.buffers[index]
    return "((const \(buffer.type.elementType.cName) *)\(buffer.name))"
  }

  private func bind(
    _ index: Int, _ failure: Int, _ declared: inout Declared, _ text: inout CWriter
  ) {
    guard case .rows(let source, let start) = schedule.buffers[index].place else { return }
    declare(start, &declared, &text)
    let buffer = schedule.buffers[index]
    let total = schedule.buffers[source].type.shape[0]
    let count = buffer.type.shape[0]
    let row = firstRow(of: buffer)
    text.add("const int64_t \(row) = \(elements(of: start))[0];")
    text.block("if (\(row) < 0 || \(row) > \(total - count))") {
      $0.add("croton_fail(call, \(failure), \(row));")
      $0.add("return call->failure;")
    }
  }

  /// The variable that holds the row at which a slice starts. It ends in no underscore, so that it
  /// is the name of no tensor.
  private func firstRow(of buffer: Buffer) -> String { "\(buffer.name)row" }

  /// A pointer to a buffer, declared once and after what it depends on.
  private func declare(_ index: Int, _ declared: inout Declared, _ text: inout CWriter) {
    var chain: [Int] = []
    var next: Int? = index
    while let buffer = next, declared.buffers.insert(buffer).inserted {
      chain.append(buffer)
      next =
        switch schedule.buffers[buffer].place {
        case .inPlace(let other), .alias(let other), .rows(let other, _), .part(let other, _): other
        case .input, .shared, .output, .arena, .constant: nil
        }
    }
    for buffer in chain.reversed() { declare(schedule.buffers[buffer], &text) }
  }

  /// A pointer to a buffer, after what it depends on.
  private func declare(_ buffer: Buffer, _ text: inout CWriter) {
    switch buffer.place {
    case .input(let number):
      declare(buffer, at: "(void *)call->inputs[\(number)]", &text)
    case .shared(let number):
      declare(buffer, at: "call->shared[\(number)]", &text)
    case .output(let number):
      declare(buffer, at: "call->outputs[\(number)]", &text)
    case .arena:
      let start = CExpression.sum(["call->arena", "\(buffer.offset ?? 0)"])
      declare(buffer, at: start, &text)
    case .inPlace(let other):
      declare(buffer, at: schedule.buffers[other].name, &text)
    case .alias(let other):
      declare(buffer, at: schedule.buffers[other].name, &text)
    case .part(let other, let firstByte):
      let start = CExpression.sum(["(uint8_t *)\(schedule.buffers[other].name)", "\(firstByte)"])
      declare(buffer, at: start, &text)
    case .constant(let literal):
      let type = buffer.type.elementType
      text.array(
        "static const \(type.cName) \(buffer.name)values[]",
        literal.scalars.map { $0.cLiteral(as: type) })
      declare(buffer, at: "(void *)CROTON_OPAQUE(\(buffer.name)values)", &text)
    case .rows(let source, _):
      let start = CExpression.product(firstRow(of: buffer), buffer.type.shape.rowMajorStrides[0])
      let place =
        "(\(buffer.type.elementType.cName) *)"
        + CExpression.sum([schedule.buffers[source].name, start])
      declare(buffer, at: place, &text)
    }
  }

  private func declare(
    _ buffer: Buffer, at place: String, _ text: inout CWriter
  ) {
    // Any kernel takes it, with the extents that it reads it by; a `const void *` would be none of
    // a constant array before C23.
    text.add("void *const \(buffer.name) = \(place); /* \(buffer.type), \(buffer.layout) */")
  }
}
