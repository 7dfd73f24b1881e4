import Frontend
import NeuralNetworks

extension ModelExpressions {
  /// The parameters and the running statistics, under their names in a checkpoint.
  var savedArrays: [SavedArray] {
    saved.map { SavedArray(name: $0.name ?? "parameter", storage: $0.storage) }
  }
}

extension ModelProgram {
  /// The parameters and the running statistics, under their names in a checkpoint.
  var savedParameters: [SavedArray] { expressions.savedArrays }

  /// Everything that training changes, under its name in a checkpoint: the parameters and the
  /// statistics under their own, the state of the optimiser, and the state of everything else, such
  /// as the counters of random numbers.
  var savedArrays: [SavedArray] {
    var arrays = savedParameters
    arrays += optimizerState.arrays.map {
      SavedArray(
        name: SavedParameters.optimizerPrefix + ($0.name ?? "state"), storage: $0.storage)
    }
    if let steps = optimizerState.steps {
      arrays.append(
        SavedArray(name: "\(SavedParameters.optimizerPrefix)steps", storage: steps.storage))
    }
    let known = Set(arrays.map { ObjectIdentifier($0.storage) })
    var names: Set<String> = []
    for (name, storage) in train.updated where !known.contains(ObjectIdentifier(storage)) {
      // Two may have one name, as parameters may not.
      let free =
        sequence(first: 1) { $0 + 1 }.lazy
        .map { $0 == 1 ? name : "\(name)-\($0)" }.first { !names.contains($0) } ?? name
      names.insert(free)
      arrays.append(SavedArray(name: SavedParameters.statePrefix + free, storage: storage))
    }
    return arrays
  }
}
