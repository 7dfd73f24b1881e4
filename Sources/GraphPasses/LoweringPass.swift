/// A step of lowering that makes fewer or faster kernels, and that can be left out by its name.
///
/// Lowering does these steps itself, since they speak of kernels and memory. Their names are here
/// because users choose among them and the passes over graphs in one list.
package enum LoweringPass: String, CaseIterable, Sendable {
  /// Updates are computed where the shared value lies that they replace.
  case updateInPlace = "update-in-place"
  /// Element-wise operations are computed of a matrix product's elements before they go to memory.
  case fuseIntoProducts = "fuse-into-products"
  /// Element-wise operations are computed of the terms of a sum over everything.
  case fuseIntoSums = "fuse-into-sums"
  /// Slices are checked before anything is computed.
  case hoistSlices = "hoist-slices"
  /// Element-wise kernels write over an operand that nobody reads afterwards.
  case computeInPlace = "compute-in-place"

  /// Whether one kernel is made of several operations.
  var fuses: Bool {
    switch self {
    case .fuseIntoProducts, .fuseIntoSums: true
    case .updateInPlace, .hoistSlices, .computeInPlace: false
    }
  }
}
