import Toolchain

/// The matrix routines of BLAS and LAPACK that prepare data: those of OpenBLAS, or of Accelerate on
/// macOS.
///
/// The library is loaded on demand: programs that prepare no data start without it. It computes on
/// one thread, so results do not depend on the number of cores.
package struct LinearAlgebraLibrary: Sendable {
  // Fortran's calling convention: every argument is an address. The lengths of the strings follow.
  private typealias AddProducts =
    @convention(c) (
      _ uplo: UnsafePointer<CChar>, _ trans: UnsafePointer<CChar>, _ n: UnsafePointer<Int32>,
      _ k: UnsafePointer<Int32>, _ alpha: UnsafePointer<Double>, _ a: UnsafePointer<Double>,
      _ lda: UnsafePointer<Int32>, _ beta: UnsafePointer<Double>, _ c: UnsafeMutablePointer<Double>,
      _ ldc: UnsafePointer<Int32>, _ uploLength: Int, _ transLength: Int
    ) -> Void
  private typealias Eigenvectors =
    @convention(c) (
      _ jobz: UnsafePointer<CChar>, _ uplo: UnsafePointer<CChar>, _ n: UnsafePointer<Int32>,
      _ a: UnsafeMutablePointer<Double>, _ lda: UnsafePointer<Int32>,
      _ w: UnsafeMutablePointer<Double>, _ work: UnsafeMutablePointer<Double>,
      _ lwork: UnsafePointer<Int32>, _ iwork: UnsafeMutablePointer<Int32>,
      _ liwork: UnsafePointer<Int32>, _ info: UnsafeMutablePointer<Int32>, _ jobzLength: Int,
      _ uploLength: Int
    ) -> Void

  private static let name: String = {
    switch Platform.current {
    case .linux: "libopenblas.so.0"
    case .macOS: "/System/Library/Frameworks/Accelerate.framework/Accelerate"
    }
  }()

  private let library: LoadedLibrary

  /// - Throws: `LinearAlgebraError.notLoadable`.
  package init() throws {
    do {
      library = try LoadedLibrary(systemLibrary: Self.name)
    } catch ToolchainError.libraryNotLoadable(_, let reason) {
      throw LinearAlgebraError.notLoadable(name: Self.name, reason: reason)
    }
  }

  /// Adds the products of all pairs of columns to `sums`, in its lower triangle by columns.
  ///
  /// - Parameters:
  ///   - rows: (rows, columns).
  ///   - columns: the number of columns.
  ///   - sums: (columns, columns).
  func addProducts(of rows: [Double], columns: Int, to sums: inout [Double]) throws {
    precondition(rows.count.isMultiple(of: columns) && sums.count == columns * columns)
    let add: AddProducts = try library.function("dsyrk_")
    var (size, count, one) = (Int32(columns), Int32(rows.count / columns), 1.0)
    // Safe: the routine reads `rows` and writes the lower triangle of `sums`, whose sizes have been
    // checked. Rows of Swift are columns of Fortran.
    add("L", "N", &size, &count, &one, rows, &size, &one, &sums, &size, 1, 1)
  }

  /// The eigenvalues of a symmetric matrix, ascending, and its eigenvectors, of length 1, one after
  /// another.
  ///
  /// - Parameters:
  ///   - matrix: (size, size), of which the lower triangle by columns counts.
  ///   - size: the number of rows.
  /// - Throws: `LinearAlgebraError.noEigenvectors` for a diagonal that is not finite.
  func eigenvectors(
    of matrix: [Double], size: Int
  ) throws -> (values: [Double], vectors: [Double]) {
    precondition(size > 0 && matrix.count == size * size)
    // LAPACK may never return from a matrix that is not finite. Where a column of a covariance is
    // not, its variance is not either.
    let diagonal = (0..<size).map { matrix[$0 * (size + 1)] }
    guard diagonal.allSatisfy(\.isFinite) else {
      throw LinearAlgebraError.noEigenvectors(size: size)
    }
    let solve: Eigenvectors = try library.function("dsyevd_")
    var (values, vectors) = ([Double](repeating: 0, count: size), matrix)
    // The sizes that LAPACK's documentation asks for when eigenvectors are wanted.
    var work = [Double](repeating: 0, count: 1 + 6 * size + 2 * size * size)
    var integers = [Int32](repeating: 0, count: 3 + 5 * size)
    var (order, info) = (Int32(size), Int32(0))
    var (workCount, integerCount) = (Int32(work.count), Int32(integers.count))
    // Safe: all arrays have the sizes that the routine is told.
    solve(
      "V", "L", &order, &vectors, &order, &values, &work, &workCount, &integers, &integerCount,
      &info, 1, 1)
    guard info == 0 else { throw LinearAlgebraError.noEigenvectors(size: size) }
    return (values, vectors)
  }
}
