/// Numbers of double precision as they are rounded to single.
package struct RoundedNumbers: Sendable, Equatable {
  /// A number that is too large for single precision, and its place.
  package struct Overflow: Sendable, Equatable {
    package let index: Int
    package let number: Double
  }

  /// The numbers in single precision.
  package private(set) var scalars: [Float] = []
  /// The first number that has become infinite.
  package private(set) var overflow: Overflow?

  /// Numbers that are in single precision already.
  package init(_ scalars: [Float]) { self.scalars = scalars }

  /// The given numbers, rounded.
  package init(rounding numbers: some Collection<Double>) {
    scalars.reserveCapacity(numbers.count)
    for number in numbers {
      let scalar = Float(number)
      if scalar.isInfinite, number.isFinite, overflow == nil {
        overflow = Overflow(index: scalars.count, number: number)
      }
      scalars.append(scalar)
    }
  }
}
