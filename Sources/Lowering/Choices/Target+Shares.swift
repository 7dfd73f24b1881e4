import Schedule

extension Target {
  /// The fewest shares of a kernel's steps, such as the tiles of its filters, that give every
  /// thread work where there are so many other shares: each share copies or transforms the input
  /// anew.
  ///
  /// - Parameter threads: how many there may be where nobody has said it.
  func shares(of steps: Int, others: Int, unlessKnown threads: Int) -> Int {
    let others = max(1, others)
    return max(1, min(steps, ((self.threads ?? threads) + others - 1) / others))
  }
}
