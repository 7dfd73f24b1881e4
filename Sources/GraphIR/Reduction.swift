/// How the elements along some axes become one.
public enum Reduction: String, Sendable, Hashable {
  case sum
}
