extension VectorForm {
  /// Rearranging, broadcasting, slices and extremes.
  static let tensorOperations = VectorForm(
    fileName: "tensor_ops.json",
    marks: [
      "dimshuffle", "dimshuffle_must_raise", "broadcast_add", "reshape", "reshape_must_raise",
      "reshape_zero", "flatten", "flatten_broadcastable", "flatten_must_raise", "slices_of_arange5",
      "max_argmax", "argmax_must_raise", "arange", "neq", "minibatch_slice",
    ], remarks: ["rows"]
  ) { file in
    let content = try file.decode(as: TensorOperationsFile.self)
    return content.rearrangements + content.values + content.refusals
  }
}

private struct TensorOperationsFile: Decodable {
  struct Slices: Decodable { let cases: Section<SliceVector>? }

  let dimshuffle: Section<DimshuffleVector>?
  let reshape: Section<ReshapeVector>?
  let reshape_zero: Attempt<EmptyReshapeVector>?
  let flatten: Section<FlattenVector>?
  let flatten_broadcastable: Section<FlattenShapeVector>?
  let broadcast_add: Section<SumVector>?
  let slices_of_arange5: Attempt<Slices>?
  let max_argmax: Section<ExtremesVector>?
  let arange: Section<RangeVector>?
  let neq: Attempt<InequalityVector>?
  let minibatch_slice: Section<MinibatchVector>?
  let dimshuffle_must_raise: Section<DimshuffleRefusal>?
  let broadcast_must_raise: Section<RefusalDescription>?
  let reshape_must_raise: Section<ReshapeRefusal>?
  let flatten_must_raise: Attempt<FlattenRefusal>?
  let argmax_must_raise: Section<ArgmaxRefusal>?

  var rearrangements: [VectorCase] {
    dimshuffle.vectorCases { [VectorCase("dimshuffle \($0)", $1)] }
      + reshape.vectorCases { [VectorCase("reshape \($0)", $1)] }
      + reshape_zero.vectorCases { [VectorCase("reshape_zero 0", $0)] }
      + flatten.vectorCases { [VectorCase("flatten \($0)", $1)] }
      + flatten_broadcastable.vectorCases { number, vector in
        [VectorCase("flatten_broadcastable \(number)", check: vector.difference)]
      }
  }

  var values: [VectorCase] {
    broadcast_add.vectorCases { [VectorCase("broadcast_add \($0)", $1)] }
      + slices_of_arange5.vectorCases { slices in
        slices.cases.vectorCases { [VectorCase("slices_of_arange5 \($0)", $0)] }
      }
      + max_argmax.vectorCases { [VectorCase("max_argmax \($0)", $1)] }
      + arange.vectorCases { [VectorCase("arange \($0)", $1)] }
      + neq.vectorCases { [VectorCase("neq 0", $0)] }
      + minibatch_slice.vectorCases { [VectorCase("minibatch_slice \($0)", $1)] }
  }

  var refusals: [VectorCase] {
    dimshuffle_must_raise.vectorCases { [$1.vectorCase("dimshuffle_must_raise \($0)")] }
      + broadcast_must_raise.vectorCases { number, refusal in
        [broadcastRefusal("broadcast_must_raise \(number)", refusal.what)]
      }
      + reshape_must_raise.vectorCases(\.vectorCases)
      + flatten_must_raise.vectorCases(\.vectorCases)
      + argmax_must_raise.vectorCases(\.vectorCases)
  }
}
