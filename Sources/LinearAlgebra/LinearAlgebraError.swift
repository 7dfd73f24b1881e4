/// What can go wrong with principal components.
package enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// There are no eigenvectors; a matrix of finite numbers always has some.
  case noEigenvectors(size: Int)

  /// What went wrong and, where that is known, what to do about it.
  package var description: String {
    switch self {
    case .noEigenvectors(let size):
      """
      there are no eigenvectors of the covariance of \(size) features; expected finite values that \
      are not too large to be squared
      """
    }
  }
}
