/// What can go wrong with matrix routines of the system.
package enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// The system's library of matrix routines cannot be loaded.
  case notLoadable(name: String, reason: String)
  /// LAPACK found no eigenvectors; a matrix of finite numbers always has some.
  case noEigenvectors(size: Int)

  /// What went wrong and, where that is known, what to do about it.
  package var description: String {
    switch self {
    case .notLoadable(let name, let reason):
      """
      cannot load \(name), which computes principal components
        \(reason)
      Install it with: apt-get install libopenblas-dev
      """
    case .noEigenvectors(let size):
      """
      there are no eigenvectors of the covariance of \(size) features; expected finite values that \
      are not too large to be squared
      """
    }
  }
}
