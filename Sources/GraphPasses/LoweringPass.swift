/// What lowering does to make fewer or faster kernels, and what can be left out by its name: a
/// step, or one of the ways in which a step can decide.
///
/// Lowering does these things itself, since they speak of kernels and memory. Their names are here
/// because users choose among them and the passes over graphs in one list.
package enum LoweringPass: String, CaseIterable, Sendable {
  /// Updates are computed where the shared value lies that they replace.
  case updateInPlace = "update-in-place"
  /// Convolutions and their gradients are computed by Winograd's transforms where that costs less.
  case useWinograd = "use-winograd"
  /// Convolutions of few images are computed from their patches where that costs less.
  case cutPatches = "cut-patches"
  /// Convolutions and products are computed in the ways that were measured to be the fastest, where
  /// they were measured.
  case useTuning = "use-tuning"
  /// What reads images as convolutions leave them, or is read by convolutions alone, leaves images
  /// in the same layout.
  case keepLayout = "keep-layout"
  /// Element-wise operations are computed of a matrix product's elements before they go to memory.
  case fuseIntoProducts = "fuse-into-products"
  /// Element-wise operations are computed of the terms of a sum over everything.
  case fuseIntoSums = "fuse-into-sums"
  /// Element-wise operations are computed of the values that convolutions copy.
  case fuseIntoConvolutions = "fuse-into-convolutions"
  /// Sums over channels and moments of planes are taken, row by row, by the convolution that writes
  /// what they sum.
  case sumInConvolutions = "sum-in-convolutions"
  /// Both gradients of a convolution are computed by one kernel, which reads what they have in
  /// common once.
  case joinGradients = "join-gradients"
  /// Slices are checked before anything is computed.
  case hoistSlices = "hoist-slices"
  /// Where memory is to be saved, element-wise results are computed again rather than kept:
  /// rematerialised.
  case rematerialize
  /// Loops that write shared values are computed together.
  case joinUpdates = "join-updates"
  /// Element-wise kernels write over an operand that nobody reads afterwards.
  case computeInPlace = "compute-in-place"

  /// Whether one kernel is made of several operations.
  var fuses: Bool {
    switch self {
    case .fuseIntoProducts, .fuseIntoSums, .fuseIntoConvolutions, .sumInConvolutions,
      .joinGradients, .joinUpdates:
      true
    case .updateInPlace, .useWinograd, .cutPatches, .useTuning, .keepLayout, .hoistSlices,
      .rematerialize, .computeInPlace:
      false
    }
  }

  /// Whether it is a way in which kernels of single operations are computed, and no step.
  var isChoice: Bool {
    switch self {
    case .useWinograd, .cutPatches, .useTuning, .keepLayout: true
    case .updateInPlace, .fuseIntoProducts, .fuseIntoSums, .fuseIntoConvolutions,
      .sumInConvolutions, .joinGradients, .hoistSlices, .rematerialize, .joinUpdates,
      .computeInPlace:
      false
    }
  }
}
