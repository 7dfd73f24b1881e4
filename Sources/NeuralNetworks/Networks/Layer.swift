import Frontend

/// A piece of a network: a tensor to a tensor, with parameters of its own.
///
/// A layer is a description. The network applies it once it knows the shape of its input; what the
/// layer needs then comes from the ``LayerContext``: parameters under the layer's name, random
/// numbers, and the line of the network that the layer stands in.
///
///     struct Swish: Layer {
///       func output(
///         of input: Tensor<Float>, in context: inout LayerContext
///       ) throws -> Tensor<Float> {
///         let slope = try context.parameter("slope", shape: [1], from: .ones)
///         return input * (input * slope).sigmoid()
///       }
///     }
public protocol Layer: Sendable {
  /// What the layer is called in names of parameters, in errors and in the summary, or `nil` for
  /// its kind and a number, as in `dense2`.
  var name: String? { get }

  /// The layer's output.
  ///
  /// - Parameters:
  ///   - input: what the layer before it gives, minibatch first.
  ///   - context: where parameters and random numbers come from.
  /// - Throws: `ModelError` for an input that the layer cannot take.
  func output(of input: Tensor<Float>, in context: inout LayerContext) throws -> Tensor<Float>
}

extension Layer {
  /// The kind and a number.
  public var name: String? { nil }

  /// The name of the type of layer with a small beginning, as in `dense`.
  var kind: String {
    let type = "\(Self.self)".prefix { $0 != "<" }
    let initials = type.prefix(while: \.isUppercase).count
    // The last capital begins a word where a small letter follows: `gru` for `GRU`, `gruCell` for
    // `GRUCell`.
    let isWord = type.dropFirst(initials).first?.isLowercase ?? false
    let capitals = isWord ? max(1, initials - 1) : initials
    return type.prefix(capitals).lowercased() + type.dropFirst(capitals)
  }
}

/// A layer of this library, whose code is not the user's.
protocol PredefinedLayer: Layer {}
