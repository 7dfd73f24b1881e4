import Diagnostics
import Frontend

/// Layers one after the other, each with the line that it stands in.
public struct LayerStack: Layer {
  struct Element: Sendable {
    let layer: any Layer
    let location: SourceLocation
  }

  var elements: [Element]

  init(_ elements: [Element] = []) {
    self.elements = elements
  }

  /// What the last layer makes of what the ones before it make of the input.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    var output = input
    for element in elements {
      output = try context.apply(element.layer, to: output, at: element.location)
    }
    return output
  }
}
