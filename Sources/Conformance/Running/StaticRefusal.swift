/// Something that the type system does not let a user write.
///
/// A case of a vector file that asks for such a thing to be refused has passed before anything runs.
/// For each of these a test shows the line that the compiler refuses, and the line that it takes.
package enum StaticRefusal: String, Sendable, CaseIterable {
  /// A tensor of 8 or 16 bits an element.
  case narrowIntegers
  /// The gradient of a whole number.
  case gradientOfIntegers
  /// A way of pooling that there is not.
  case unknownPoolingMode
  /// A border by a name that there is not.
  case unknownBorderMode
  /// A border for three axes.
  case borderOfThreeAxes
  /// Labels that are no whole numbers.
  case fractionalLabels
  /// Labels without a sign.
  case unsignedLabels
  /// An update by other elements than the shared value's.
  case updateOfAnotherElementType
}
