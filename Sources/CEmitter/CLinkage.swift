/// How the C of a function is called.
package enum CLinkage: Sendable, Hashable {
  /// By a process that loads it as a library, which exports `croton_run` and what its caller has to
  /// know of it.
  case library
  /// By C that is linked with it.
  ///
  /// - Parameters:
  ///   - function: the name of the function.
  ///   - header: the header that declares it, and includes `croton.h`.
  case linked(function: String, header: String)

  /// The name of the critical section in which failures are noted, in parentheses. One with a name
  /// has a symbol of that name, which is not to be found in a program of several networks.
  var lock: String {
    switch self {
    case .library: "(croton_failure)"
    case .linked: ""
    }
  }
}
