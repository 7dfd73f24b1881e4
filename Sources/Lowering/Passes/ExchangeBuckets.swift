import Diagnostics
import GraphIR
import Schedule

/// Sums over processes, exchanged in buckets while other kernels run.
///
///     dlayer1_dot_                        layer2_dot_ (writes bucket_)
///     dlayer0_conv2d_input_gradient_      bucket_start_
///     …                              ->   dlayer1_dot_
///     layer2_dot_                         dlayer0_conv2d_input_gradient_
///     dcost_dlayer2_W_allReduce_          …
///     begin updates                       begin updates
///     layer2_W_update_                    bucket_finish_
///                                         layer2_W_update_
///
/// Gradients are computed as soon as what they need is there, lie one after the other in the order
/// in which the sweep finishes them, and the sums of all processes take their place, a bucket after
/// the other. What reads sums comes last, in the order of the buckets. Sums that the sweep itself
/// needs, as those of batch normalisation, are exchanged where they are needed.
///
/// Sums are added element by element in the order of the processes, so that no bit depends on how
/// large buckets are.
enum ExchangeBuckets {
  static func apply(to schedule: Schedule) -> Schedule {
    guard schedule.exchangesMessages else { return schedule }
    let inPlace = SumsInPlace.apply(to: schedule)
    guard schedule.target.bucketBytes > 0 else { return inPlace }
    var writer = BucketWriter(inPlace)
    return writer.schedule()
  }
}

/// Lets sums over processes take the place of the sums of one, where nothing else reads those.
private enum SumsInPlace {
  static func apply(to schedule: Schedule) -> Schedule {
    var buffers = schedule.buffers
    for (number, step) in schedule.steps.enumerated() {
      guard case .kernel(let kernel) = step, case .allReduce = kernel.body,
        let input = kernel.argument(.input)?.buffer, let output = kernel.argument(.output)?.buffer,
        buffers[input].place == .arena, buffers[output].place == .arena
      else { continue }
      let isReadLater = schedule.steps[(number + 1)...].contains {
        $0.buffers(in: buffers).contains { buffers.storage(of: $0) == input }
      }
      if !isReadLater { buffers[output].place = .inPlace(of: input) }
    }
    return schedule.replacing(buffers: buffers)
  }
}

/// Writes the steps of a schedule with buckets.
private struct BucketWriter {
  private let source: Schedule
  private let order: SweepOrder
  private var buffers: [Buffer]
  private var names: Set<String>

  init(_ source: Schedule) {
    self.source = source
    order = SweepOrder(source)
    buffers = source.buffers
    names = Set(buffers.map(\.name) + source.kernels.map(\.name))
  }

  /// The sums that are exchanged together.
  private struct Bucket {
    let name: String
    let sums: [Kernel]
    let elementType: ElementType
    var location: SourceLocation { sums[0].location }
  }

  mutating func schedule() -> Schedule {
    let buckets = buckets()
    var bucketOfSum: [String: Int] = [:]
    var starts: [String: Kernel] = [:]
    var finishes: [Kernel] = []
    var copies: [String: Kernel] = [:]
    for (number, bucket) in buckets.enumerated() {
      let arguments = place(bucket, &copies)
      for sum in bucket.sums { bucketOfSum[sum.name] = number }
      let count = buffers[arguments.values].type.shape.elementCount
      func kernel(_ part: AllReduceKernel.Part, _ name: String) -> Kernel {
        Kernel(
          name: name,
          body: .allReduce(
            AllReduceKernel(
              part, exchange: number, elementType: bucket.elementType, count: count)),
          arguments: [
            Argument(.write, .output, arguments.values),
            Argument(.workspace, .partialSums, arguments.received),
          ],
          location: bucket.location)
      }
      starts[bucket.sums[bucket.sums.count - 1].name] = kernel(
        .start, unique("\(bucket.name)_start"))
      finishes.append(kernel(.finish, unique("\(bucket.name)_finish")))
    }
    var steps: [Schedule.Step] = []
    for step in order.sweep {
      guard case .kernel(let kernel) = step, bucketOfSum[kernel.name] != nil else {
        steps.append(step)
        continue
      }
      if let copy = copies[kernel.name] { steps.append(.kernel(copy)) }
      if let start = starts[kernel.name] { steps.append(.kernel(start)) }
    }
    var isFinished = finishes.map { _ in false }
    func append(_ readers: [Schedule.Step]) {
      // Readers of the first bucket first: the others may go on meanwhile.
      let needs = order.needs(readers) { bucketOfSum[$0] }
      for (step, need) in zip(readers, needs).enumerated().sorted(by: {
        ($0.element.1, $0.offset) < ($1.element.1, $1.offset)
      }).map(\.element) {
        for bucket in 0..<(need + 1) where !isFinished[bucket] {
          isFinished[bucket] = true
          steps.append(.kernel(finishes[bucket]))
        }
        steps.append(step)
      }
    }
    append(order.readers)
    if !order.updates.isEmpty {
      steps.append(.beginUpdates)
      append(order.updates)
    }
    for (bucket, finish) in finishes.enumerated() where !isFinished[bucket] {
      steps.append(.kernel(finish))
    }
    return source.replacing(buffers: buffers, steps: steps)
  }

  /// The sums that can wait, in the order in which they go out.
  private func buckets() -> [Bucket] {
    var buckets: [Bucket] = []
    var bytes = 0
    for kernel in order.waiting {
      guard case .allReduce(let sum) = kernel.body else { continue }
      let size = Schedule.aligned(sum.count * sum.elementType.byteCount)
      if let last = buckets.last, last.elementType == sum.elementType,
        bytes <= source.target.bucketBytes, size <= source.target.bucketBytes - bytes
      {
        buckets[buckets.count - 1] = Bucket(
          name: last.name, sums: last.sums + [kernel], elementType: last.elementType)
        bytes += size
      } else {
        buckets.append(
          Bucket(name: "bucket\(buckets.count)", sums: [kernel], elementType: sum.elementType))
        bytes = size
      }
    }
    return buckets
  }

  /// Puts the sums of a bucket one after the other.
  ///
  /// - Parameter copies: for sums whose terms have to stay, the kernels that copy these.
  /// - Returns: the buffers of the bucket, and of what other processes send.
  private mutating func place(
    _ bucket: Bucket, _ copies: inout [String: Kernel]
  ) -> (values: Int, received: Int) {
    let size = bucket.elementType.byteCount
    let values = buffers.count
    let received = values + 1
    var bytes = 0
    for kernel in bucket.sums {
      guard case .allReduce(let sum) = kernel.body,
        let input = kernel.argument(.input)?.buffer, let output = kernel.argument(.output)?.buffer
      else { continue }
      let part = Buffer.Place.part(of: values, firstByte: bytes)
      if buffers[output].place == .inPlace(of: input) {
        buffers[input].place = part
      } else {
        buffers[output].place = part
        copies[kernel.name] = copy(kernel, sum, from: input, to: output)
      }
      bytes = Schedule.aligned(bytes + sum.count * size)
    }
    for name in [bucket.name, "\(bucket.name)_received"] {
      buffers.append(
        Buffer(
          name: unique(name), type: TensorType(bucket.elementType, [bytes / size]),
          layout: .rowMajor, place: .arena))
    }
    return (values, received)
  }

  private mutating func copy(
    _ kernel: Kernel, _ sum: AllReduceKernel, from input: Int, to output: Int
  ) -> Kernel {
    let nest = LoopNest(
      extents: [sum.count], operands: [.element(.operand(0), strides: [1])], resultStrides: [1],
      program: ScalarProgram(.identity), operandTypes: [sum.elementType])
    return Kernel(
      name: unique("\(kernel.name)copy"), body: .loop(nest),
      arguments: [Argument(.read, .operand(0), input), Argument(.write, .output, output)],
      location: kernel.location)
  }

  private mutating func unique(_ text: String) -> String {
    var candidate = text.hasSuffix("_") ? text : "\(text)_"
    var number = 2
    while !names.insert(candidate).inserted {
      candidate = "\(text)_\(number)_"
      number += 1
    }
    return candidate
  }
}
