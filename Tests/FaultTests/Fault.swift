import Foundation

/// A system call that fails, as `Faults/faults.c` is told of it.
struct Fault: Sendable, CustomStringConvertible {
  /// A kind of calls, in the order in which they are counted.
  enum Kind: String, Sendable, CaseIterable {
    case write, read, open, sync, rename, truncate, folder, remove, mode, map, tensor, allocation
    case process, pipe, thread, library
  }

  /// Which calls of the kind fail.
  enum Place: Sendable {
    /// One of them, counted from 1.
    case call(Int)
    /// One of them and all later ones.
    case callsFrom(Int)
    /// Writes after so many more bytes.
    case bytes(Int)
  }

  /// What comes of such a call.
  enum Outcome: Sendable {
    case error(Int32)
    /// Half of its bytes are written or read.
    case half
  }

  let kind: Kind
  let place: Place
  let outcome: Outcome

  /// The value of `CROTON_FAULTS`.
  var description: String {
    let place =
      switch place {
      case .call(let number): "\(number)"
      case .callsFrom(let number): "\(number)+"
      case .bytes(let count): "\(count)B"
      }
    let outcome =
      switch outcome {
      case .error(let code): "\(code)"
      case .half: "short"
      }
    return "\(kind.rawValue):\(place):\(outcome)"
  }
}

extension Fault.Kind {
  /// What can come of a call of this kind.
  var outcomes: [Fault.Outcome] {
    switch self {
    case .write: [.error(ENOSPC), .error(EIO), .error(EINTR), .half]
    case .read: [.error(EIO), .error(EINTR), .half]
    case .open: [.error(ENOSPC), .error(EMFILE), .error(EINTR)]
    case .sync: [.error(ENOSPC), .error(EIO), .error(EINTR)]
    case .rename, .folder: [.error(ENOSPC), .error(EIO)]
    case .truncate: [.error(EIO), .error(EINTR)]
    case .remove, .library: [.error(EIO)]
    case .mode: [.error(EPERM)]
    case .map, .tensor, .allocation: [.error(ENOMEM)]
    case .process, .thread: [.error(EAGAIN)]
    case .pipe: [.error(EMFILE)]
    }
  }
}
