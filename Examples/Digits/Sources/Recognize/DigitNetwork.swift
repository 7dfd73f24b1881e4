import CDigits

/// The network of the target CDigits, in memory of its own.
final class DigitNetwork {
  /// What the network says where it cannot answer.
  struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ status: digits_status) { description = String(cString: digits_status_text(status)) }
  }

  private let memory: UnsafeMutableRawPointer
  private let context: OpaquePointer?

  init() throws {
    let size = digits_context_bytes(1)
    memory = .allocate(byteCount: size, alignment: Int(DIGITS_ALIGNMENT))
    var context: OpaquePointer?
    let status = digits_init(&context, memory, size, 1, DIGITS_SEED)
    self.context = context
    guard status == DIGITS_OK else { throw Failure(status) }
  }

  deinit { memory.deallocate() }

  /// The probability of each digit.
  ///
  /// - Parameter pixels: grey levels, as many as `DIGITS_EXAMPLE_SIZE`: 28 rows of 28.
  func probabilities(of pixels: [UInt8]) throws -> [Float] {
    precondition(pixels.count == Int(DIGITS_EXAMPLE_SIZE))
    var probabilities = [Float](repeating: 0, count: Int(DIGITS_CLASSES))
    let status = digits_predict(context, pixels, 1, nil, &probabilities)
    guard status == DIGITS_OK else { throw Failure(status) }
    return probabilities
  }
}
