/// Where a serial kernel stands among its neighbours.
package enum SerialTurn: Sendable {
  /// Other threads wait until it has ended.
  case alone
  /// The thread that runs it goes on with the next kernel.
  case followed
  /// The last of several that one thread runs, after which others wait no more.
  case last
}

extension Schedule {
  /// The serial kernels that one thread runs one after the other, by their names: a barrier costs
  /// more than a kernel of a few numbers.
  package var serialTurns: [String: SerialTurn] {
    var turns: [String: SerialTurn] = [:]
    var run: [String] = []
    func endRun() {
      if run.count > 1 {
        for name in run.dropLast() { turns[name] = .followed }
        if let last = run.last { turns[last] = .last }
      }
      run = []
    }
    for step in steps {
      if case .kernel(let kernel) = step, kernel.body.traits.takesTurns {
        run.append(kernel.name)
      } else {
        endRun()
      }
    }
    endRun()
    return turns
  }
}
