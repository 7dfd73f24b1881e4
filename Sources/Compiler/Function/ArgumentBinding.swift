import Frontend
import GraphIR
import Storage

/// Finds out which argument of a call goes to which input.
package struct ArgumentBinding {
  let function: String
  let inputs: [FunctionDefinition.Parameter]

  package init(function: String, inputs: [FunctionDefinition.Parameter]) {
    self.function = function
    self.inputs = inputs
  }

  /// The elements that each input gets.
  ///
  /// Arguments without a name go to the first inputs, in order. An input that is left out gets its
  /// default value.
  package func elements(
    _ positional: [any FunctionArgument], named: KeyValuePairs<String, any FunctionArgument>
  ) throws(CallError) -> [ArgumentElements] {
    guard positional.count <= inputs.count else { throw count(positional.count + named.count) }
    var given = [ArgumentElements?](repeating: nil, count: inputs.count)
    for (position, argument) in positional.enumerated() {
      given[position] = try elements(argument, for: inputs[position])
    }
    for (name, argument) in named {
      let position = try position(of: name)
      guard given[position] == nil else { throw .argumentTwice(function: function, input: name) }
      given[position] = try elements(argument, for: inputs[position])
    }
    var all: [ArgumentElements] = []
    for (input, elements) in zip(inputs, given) {
      guard let elements = elements ?? input.defaultValue else {
        // With neither names nor defaults, the number of arguments says it all.
        let isCounted = named.isEmpty && inputs.allSatisfy { $0.defaultValue == nil }
        throw isCounted
          ? count(positional.count) : .argumentMissing(function: function, input: input.name)
      }
      all.append(elements)
    }
    return all
  }

  private func position(of name: String) throws(CallError) -> Int {
    let positions = inputs.indices.filter { inputs[$0].name == name }
    guard let position = positions.first else {
      throw .noSuchInput(function: function, name: name, inputs: inputs.map(\.name))
    }
    guard positions.count == 1 else { throw .inputAmbiguous(function: function, name: name) }
    return position
  }

  private func elements(
    _ argument: any FunctionArgument, for input: FunctionDefinition.Parameter
  ) throws(CallError) -> ArgumentElements {
    guard let elements = argument.elements(for: input.type), elements.fit(input.type) else {
      throw .argumentType(
        function: function, input: input.name, expected: input.type, found: argument.summary)
    }
    return elements
  }

  private func count(_ found: Int) -> CallError {
    .argumentCount(
      function: function, required: inputs.count { $0.defaultValue == nil },
      inputs: inputs.map(\.name), found: found)
  }
}
