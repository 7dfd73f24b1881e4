import Diagnostics
import GraphIR

/// The eigenvectors of a symmetric matrix (n, n), of length 1, in the first n rows of (n + 4, n), and
/// its eigenvalues in the row after them. The rows after that hold what was computed on the way. Where
/// an eigenvalue is not found, it is NaN.
///
/// Householder's reflections make the matrix tridiagonal, and implicit QL steps make it diagonal
/// (Martin, Reinsch and Wilkinson, 1968; Bowdler, Martin, Reinsch and Wilkinson, 1968; `tred2` and
/// `tql2` of EISPACK). It is plain arithmetic and square roots in a fixed order, on one thread, so that
/// the bits are the same everywhere.
struct SymmetricEigenvectors: CustomOperation {
  /// The rows after the eigenvectors: eigenvalues, elements beside the diagonal, divisors of
  /// reflections, and a vector at work.
  private static let furtherRows = 4
  /// The most steps for one eigenvalue, of which two are usual.
  private static let mostSteps = 60

  var name: String { "symmetricEigenvectors" }
  var operandCount: Int { 1 }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType {
    let shape = operands[0].shape
    guard shape.rank == 2, shape[0] == shape[1] else {
      throw .rank(operation: name, operand: "operand", expected: 2, found: shape)
    }
    guard operands[0].elementType == .double else {
      throw .elementTypeUnsupported(operation: name, expected: "Double", found: operands[0])
    }
    return TensorType(.double, [shape[0] + Self.furtherRows, shape[1]])
  }

  /// By Jacobi's rotations, one pair of rows after the other; the further rows are 0 but for the
  /// eigenvalues.
  func values(of operands: [[Double]], types: [TensorType]) -> [Double] {
    let size = types[0].shape[0]
    var matrix = operands[0]
    var vectors = (0..<size * size).map { $0 % (size + 1) == 0 ? 1.0 : 0 }
    for _ in 0..<50 {
      for (p, q) in (0..<size).flatMap({ p in (p + 1..<max(p + 1, size)).map { (p, $0) } }) {
        let beside = matrix[p * size + q]
        guard beside != 0 else { continue }
        let theta = (matrix[q * size + q] - matrix[p * size + p]) / (2 * beside)
        let root = (theta * theta + 1).squareRoot()
        let tangent = theta < 0 ? 1 / (theta - root) : 1 / (theta + root)
        let cosine = 1 / (tangent * tangent + 1).squareRoot()
        let sine = tangent * cosine
        func rotate(_ numbers: inout [Double], _ a: Int, _ b: Int) {
          (numbers[a], numbers[b]) = (
            cosine * numbers[a] - sine * numbers[b], sine * numbers[a] + cosine * numbers[b]
          )
        }
        for k in 0..<size { rotate(&matrix, k * size + p, k * size + q) }
        for k in 0..<size { rotate(&matrix, p * size + k, q * size + k) }
        for k in 0..<size { rotate(&vectors, p * size + k, q * size + k) }
      }
    }
    let values = (0..<size).map { matrix[$0 * (size + 1)] }
    return vectors + values + [Double](repeating: 0, count: (Self.furtherRows - 1) * size)
  }

  /// None: a principal component is not differentiated.
  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: SourceLocation
  ) throws(OperandError) -> Value? { nil }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    let size = types[0].shape[0]
    let text = """
      #pragma omp single
      {
        enum { size = \(size) };
        double *const v = \(result);
        double *restrict const d = v + (int64_t)size * size;
        double *restrict const e = d + size;
        double *restrict const divisors = e + size;
        double *restrict const p = divisors + size;
        for (int64_t k = 0; k < (int64_t)size * size; ++k) {
          v[k] = \(operands[0])[k];
        }
        /* Row i and column i become those of a tridiagonal matrix by I - u u^T / h. Where u was is not
           read again as part of the matrix, so u stays there; e has the elements beside the diagonal. */
        for (int64_t i = size - 1; i >= 0; --i) {
          double *restrict const u = v + i * size;
          d[i] = u[i];
          e[i] = i > 0 ? u[i - 1] : 0.0;
          divisors[i] = 0.0;
          double scale = 0.0;
          for (int64_t k = 0; k < i; ++k) {
            scale = fabs(u[k]) > scale ? fabs(u[k]) : scale;
          }
          if (i <= 1 || scale == 0.0) {
            continue;
          }
          double h = 0.0;
          for (int64_t k = 0; k < i; ++k) {
            u[k] /= scale;
            h += u[k] * u[k];
          }
          const double last = u[i - 1];
          const double root = last > 0.0 ? -sqrt(h) : sqrt(h);
          h -= last * root;
          e[i] = scale * root;
          divisors[i] = h;
          u[i - 1] = last - root;
          for (int64_t k = 0; k < i; ++k) {
            p[k] = 0.0;
          }
          for (int64_t j = 0; j < i; ++j) {
            const double *restrict const row = v + j * size;
            for (int64_t k = 0; k < i; ++k) {
              p[k] += row[k] * u[j];
            }
          }
          double total = 0.0;
          for (int64_t k = 0; k < i; ++k) {
            p[k] /= h;
            total += p[k] * u[k];
          }
          total /= h + h;
          for (int64_t k = 0; k < i; ++k) {
            p[k] -= total * u[k];
          }
          for (int64_t j = 0; j < i; ++j) {
            double *restrict const row = v + j * size;
            for (int64_t k = 0; k < i; ++k) {
              row[k] -= u[j] * p[k] + p[j] * u[k];
            }
          }
        }
        /* The product of all reflections, in the rows and columns before that of the next one. */
        for (int64_t i = 0; i < size; ++i) {
          double *const u = v + i * size;
          const double h = divisors[i];
          for (int64_t k = 0; k < i; ++k) {
            p[k] = 0.0;
          }
          for (int64_t j = 0; j < i && h != 0.0; ++j) {
            const double *restrict const row = v + j * size;
            for (int64_t k = 0; k < i; ++k) {
              p[k] += u[j] * row[k];
            }
          }
          for (int64_t j = 0; j < i && h != 0.0; ++j) {
            double *restrict const row = v + j * size;
            const double share = u[j] / h;
            for (int64_t k = 0; k < i; ++k) {
              row[k] -= share * p[k];
            }
          }
          for (int64_t k = 0; k <= i; ++k) {
            v[k * size + i] = k == i ? 1.0 : 0.0;
            u[k] = k == i ? 1.0 : 0.0;
          }
        }
        /* Its columns become rows. */
        for (int64_t i = 0; i < size; ++i) {
          for (int64_t j = 0; j < i; ++j) {
            const double number = v[i * size + j];
            v[i * size + j] = v[j * size + i];
            v[j * size + i] = number;
          }
        }
        /* QL steps with shifts, which rotate pairs of rows. Elements beside the diagonal count as 0 that
           are less than an ulp of the largest sum of both so far. */
        for (int64_t i = 1; i <= size; ++i) {
          e[i - 1] = i < size ? e[i] : 0.0;
        }
        double largest = 0.0;
        double shifts = 0.0;
        for (int64_t l = 0; l < size; ++l) {
          const double sum = fabs(d[l]) + fabs(e[l]);
          largest = sum > largest ? sum : largest;
          int64_t m = l;
          while (m < size - 1 && fabs(e[m]) > 0x1p-52 * largest) {
            ++m;
          }
          int steps = 0;
          while (m > l && fabs(e[l]) > 0x1p-52 * largest && steps < \(Self.mostSteps)) {
            const double before = d[l];
            const double ratio = (d[l + 1] - before) / (2.0 * e[l]);
            const double root = sqrt(ratio * ratio + 1.0);
            const double divisor = ratio < 0.0 ? ratio - root : ratio + root;
            const double next = e[l] * divisor;
            d[l] = e[l] / divisor;
            d[l + 1] = next;
            const double shift = before - d[l];
            for (int64_t i = l + 2; i < size; ++i) {
              d[i] -= shift;
            }
            shifts += shift;
            double q = d[m];
            double c = 1.0;
            double c2 = 1.0;
            double c3 = 1.0;
            double s = 0.0;
            double s2 = 0.0;
            const double beside = e[l + 1];
            for (int64_t i = m - 1; i >= l; --i) {
              c3 = c2;
              c2 = c;
              s2 = s;
              const double g = c * e[i];
              const double product = c * q;
              const double scale = fabs(q) > fabs(e[i]) ? fabs(q) : fabs(e[i]);
              const double a = scale > 0.0 ? q / scale : 1.0;
              const double b = scale > 0.0 ? e[i] / scale : 0.0;
              const double length = sqrt(a * a + b * b);
              e[i + 1] = s * (scale * length);
              s = b / length;
              c = a / length;
              q = c * d[i] - s * g;
              d[i + 1] = product + s * (c * g + s * d[i]);
              double *restrict const above = v + i * size;
              double *restrict const below = v + (i + 1) * size;
              for (int64_t k = 0; k < size; ++k) {
                const double number = below[k];
                below[k] = s * above[k] + c * number;
                above[k] = c * above[k] - s * number;
              }
            }
            q = -s * s2 * c3 * beside * e[l] / next;
            e[l] = s * q;
            d[l] = c * q;
            ++steps;
          }
          d[l] = steps < \(Self.mostSteps) ? d[l] + shifts : NAN;
          e[l] = 0.0;
        }
      }
      """
    return text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
