/// The version of Croton.
public enum CrotonVersion {
  /// What `--version` prints.
  public static let text = "Croton 0.1.0"
}
