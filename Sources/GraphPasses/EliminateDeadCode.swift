import GraphIR

extension Pass {
  /// Drops what no output and no update needs.
  ///
  ///     %0 = input(0) : float(500, 10)
  ///     %1 = tanh %0 : float(500, 10)
  ///     %2 = exp %0 : float(500, 10)
  ///     output 0 = %2
  ///
  /// becomes
  ///
  ///     %0 = input(0) : float(500, 10)
  ///     %1 = exp %0 : float(500, 10)
  ///     output 0 = %1
  ///
  /// Inputs stay, needed or not: they are the arguments of the function.
  public static let eliminateDeadCode = Pass(name: "eliminate-dead-code") { graph in
    let isLive = graph.liveNodes
    return try GraphRewriter.filter(graph) { index in
      if case .input = graph.nodes[index].operation { true } else { isLive[index] }
    }
  }
}
