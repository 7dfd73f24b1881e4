/// What `gradient` gives for a parameter that no cost depends on (`disconnected_inputs` of Theano).
public enum DisconnectedParameters: Sendable {
  /// Nothing: that is a mistake.
  case refused
  /// A gradient of zeros.
  case zero
}
