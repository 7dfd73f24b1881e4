import Croton

extension VectorForm {
  /// Rearranging, broadcasting, slices and extremes.
  static let tensorOperations = VectorForm(
    fileName: "tensor_ops.json",
    marks: [
      "dimshuffle", "dimshuffle_must_raise", "broadcast_add", "reshape", "reshape_must_raise",
      "reshape_zero", "flatten", "flatten_broadcastable", "flatten_must_raise", "slices_of_arange5",
      "max_argmax", "argmax_must_raise", "arange", "neq", "minibatch_slice",
    ]
  ) { file in
    let content = try file.decode(as: TensorOperationsFile.self)
    return content.rearrangements + content.values + content.refusals
  }
}

private struct TensorOperationsFile: Decodable {
  struct Slices: Decodable { let cases: [SliceVector] }

  let dimshuffle: [DimshuffleVector]?
  let reshape: [ReshapeVector]?
  let reshape_zero: EmptyReshapeVector?
  let flatten: [FlattenVector]?
  let flatten_broadcastable: [FlattenShapeVector]?
  let broadcast_add: [SumVector]?
  let slices_of_arange5: Slices?
  let max_argmax: [ExtremesVector]?
  let arange: [RangeVector]?
  let neq: InequalityVector?
  let minibatch_slice: [MinibatchVector]?
  let dimshuffle_must_raise: [DimshuffleRefusal]?
  let broadcast_must_raise: [RefusalDescription]?
  let reshape_must_raise: [ReshapeRefusal]?
  let flatten_must_raise: FlattenRefusal?
  let argmax_must_raise: [ArgmaxRefusal]?

  var rearrangements: [VectorCase] {
    numbered("dimshuffle", dimshuffle) { VectorCase($0, $1) }
      + numbered("reshape", reshape) { VectorCase($0, $1) }
      + numbered("reshape_zero", reshape_zero.map { [$0] }) { VectorCase($0, $1) }
      + numbered("flatten", flatten) { VectorCase($0, $1) }
      + numbered("flatten_broadcastable", flatten_broadcastable) { name, vector in
        VectorCase(name, check: vector.difference)
      }
  }

  var values: [VectorCase] {
    numbered("broadcast_add", broadcast_add) { VectorCase($0, $1) }
      + (slices_of_arange5?.cases ?? []).map { VectorCase("slices_of_arange5 \($0)", $0) }
      + numbered("max_argmax", max_argmax) { VectorCase($0, $1) }
      + numbered("arange", arange) { VectorCase($0, $1) }
      + numbered("neq", neq.map { [$0] }) { VectorCase($0, $1) }
      + numbered("minibatch_slice", minibatch_slice) { VectorCase($0, $1) }
  }

  var refusals: [VectorCase] {
    numbered("dimshuffle_must_raise", dimshuffle_must_raise) { $1.vectorCase($0) }
      + numbered("broadcast_must_raise", broadcast_must_raise) { broadcastRefusal($0, $1.what) }
      + (reshape_must_raise ?? []).flatMap(\.vectorCases)
      + (flatten_must_raise?.vectorCases ?? [])
      + (argmax_must_raise ?? []).flatMap(\.vectorCases)
  }

  private func numbered<Vector>(
    _ name: String, _ vectors: [Vector]?, _ vectorCase: (String, Vector) -> VectorCase
  ) -> [VectorCase] {
    (vectors ?? []).enumerated().map { number, vector in vectorCase("\(name) \(number)", vector) }
  }
}
