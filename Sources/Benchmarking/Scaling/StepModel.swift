import GraphIR
import Schedule

/// The time of a training step of several processes: kernels one after the other, as a schedule has
/// them, and exchanges of messages beside them.
///
/// The network carries one exchange after the other, each from when its kernel has begun it. The
/// kernel that ends an exchange waits for it.
struct StepModel: Equatable {
  /// What a process does, in order.
  enum Event: Equatable {
    case kernel(milliseconds: Double)
    /// Begins an exchange, by its number.
    case start(Int, bytes: Int)
    /// Waits for an exchange that has begun.
    case finish(Int)
    /// Begins an exchange and waits for it.
    case exchange(bytes: Int)
  }

  /// What a step takes.
  struct Time: Equatable {
    /// Milliseconds of the whole step.
    var step = 0.0
    /// Milliseconds of the kernels.
    var compute = 0.0
    /// Milliseconds during which messages are on their way.
    var exchange = 0.0

    /// The part of the step in which no kernel runs, since it waits for sums.
    var waitingShare: Double { step > 0 ? max(0, step - compute) / step : 0 }
  }

  let events: [Event]

  init(events: [Event]) {
    self.events = events
  }

  /// The model of a schedule's kernels.
  ///
  /// - Parameter milliseconds: what each kernel takes, those that exchange messages without these.
  init(_ kernels: [Kernel], milliseconds: [Double]) {
    events = zip(kernels, milliseconds).flatMap { kernel, milliseconds -> [Event] in
      let work = Event.kernel(milliseconds: milliseconds)
      guard case .allReduce(let sum) = kernel.body else { return [work] }
      let bytes = sum.count * sum.elementType.byteCount
      return switch sum.part {
      case .whole: [work, .exchange(bytes: bytes)]
      case .start: [work, .start(sum.exchange, bytes: bytes)]
      case .finish: [.finish(sum.exchange), work]
      }
    }
  }

  /// The time of a step.
  ///
  /// - Parameter exchange: the milliseconds of an exchange of so many bytes.
  func time(exchange: (Int) -> Double) -> Time {
    var time = Time()
    var networkIsFree = 0.0
    var ends: [Int: Double] = [:]
    func begin(_ bytes: Int) -> Double {
      let milliseconds = exchange(bytes)
      time.exchange += milliseconds
      networkIsFree = max(time.step, networkIsFree) + milliseconds
      return networkIsFree
    }
    for event in events {
      switch event {
      case .kernel(let milliseconds):
        time.compute += milliseconds
        time.step += milliseconds
      case .start(let number, let bytes):
        ends[number] = begin(bytes)
      case .finish(let number):
        time.step = max(time.step, ends[number] ?? 0)
      case .exchange(let bytes):
        time.step = begin(bytes)
      }
    }
    return time
  }
}
