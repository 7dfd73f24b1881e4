import Diagnostics
import Storage
import Synchronization

/// What expressions know of a shared value: its memory, and what replaces it by default.
package final class SharedVariable: Sendable {
  /// What replaces a shared value at the end of calls, unless a function says otherwise.
  package struct DefaultUpdate: Sendable {
    /// The new value, from the expression of the old one. It is asked for anew by each function,
    /// since an expression kept here that reads the shared value would keep it alive for good.
    let value: @Sendable (Expression) throws -> Expression
    let location: SourceLocation
  }

  package let storage: TensorStorage
  private let currentDefaultUpdate = Mutex<DefaultUpdate?>(nil)

  package init(storage: TensorStorage) {
    self.storage = storage
  }

  package var defaultUpdate: DefaultUpdate? {
    get { currentDefaultUpdate.withLock { $0 } }
    set { currentDefaultUpdate.withLock { $0 = newValue } }
  }
}
