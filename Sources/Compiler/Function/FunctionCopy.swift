import Diagnostics
import Frontend
import Storage

extension Function {
  /// The same function on other shared values, without compiling it again (`Function.copy(swap=)`
  /// of Theano).
  ///
  ///     let other = Shared("W", try NDArray<Float>(repeating: 0, shape: [784, 10]))
  ///     let second = try train.copy(replacing: [weights: other])
  ///
  /// The copy has memory of its own, so that it may run at the same time as the original; it runs
  /// the same library. Shared values that are not replaced stay common to both.
  ///
  /// - Parameter replacements: for each shared value of this function that the copy shall not use,
  ///   the one to use in its place. `outputs[…]` of the copy still takes the tensors of the
  ///   original.
  /// - Throws: `ModelError` when the function does not use a shared value that shall be replaced,
  ///   when the other has another type, or when two would become the same, or there is no memory
  ///   for the copy.
  public func copy(
    replacing replacements: KeyValuePairs<any SharedValue, any SharedValue> = [:],
    file: String = #fileID, line: Int = #line
  ) throws -> Function {
    let location = SourceLocation(file: file, line: line)
    do {
      let shared = try shared(replacing: replacements)
      return Function(
        copying: self, shared: shared, compiled: try compiled.copy(storages: shared.map(\.storage)))
    } catch let mistake as CallError {
      throw mistake.error(at: location)
    } catch let error as MemoryError {
      throw error.error(at: location)
    }
  }

  private func shared(
    replacing replacements: KeyValuePairs<any SharedValue, any SharedValue>
  ) throws(CallError) -> [(name: String, storage: TensorStorage)] {
    var all = shared
    var replaced: Set<Int> = []
    for (old, new) in replacements {
      let oldName = old.name ?? "shared"
      guard let position = shared.firstIndex(where: { $0.storage === old.storage }) else {
        throw .notShared(function: name, name: oldName, shared: shared.map(\.name))
      }
      guard replaced.insert(position).inserted else {
        throw .replacedTwice(function: name, name: oldName)
      }
      guard let storage = new.storage else {
        throw .replacementNotShared(function: name, name: oldName, mistake: new.mistake)
      }
      let expected = shared[position].storage.type
      guard storage.type == expected else {
        throw .replacementType(
          function: name, name: oldName, expected: expected, found: storage.type)
      }
      all[position] = (new.name ?? "shared", storage)
    }
    // The compiled code takes for granted that no two of its shared values lie at one place.
    for (second, (newName, storage)) in all.enumerated() {
      guard let first = all.firstIndex(where: { $0.storage === storage }), first < second
      else { continue }
      throw .sharedByTwo(
        function: name, name: newName, first: shared[first].name, second: shared[second].name)
    }
    return all
  }
}
