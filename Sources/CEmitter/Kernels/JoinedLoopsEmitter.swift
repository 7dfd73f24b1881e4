import Schedule

/// Several loops, one after the other: those of one thread, or such as threads share out without
/// waiting for each other until all are done.
struct JoinedLoopsEmitter: KernelEmitter {
  let context: KernelContext
  let joined: JoinedLoops

  var formula: String {
    joined.statements.map { part in
      // A long one is broken as a comment of its own would be.
      LineBreaks.apply(to: "/* \(statement(part).formula)").split(separator: "\n")
        .map { $0.dropFirst(3) }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  func function(_ helpers: inout HelperFunctions) -> String {
    var text = CWriter()
    text.function(signature, parameters: parameters) { body in
      if joined.isSerial {
        body.add("#pragma omp single")
        body.block("") { single in
          for loop in joined.loops { add(loop, to: &single) }
        }
      } else {
        for loop in joined.loops {
          body.add(statement(loop[0]).pragma(waits: false))
          add(loop, to: &body)
        }
        body.add("#pragma omp barrier")
      }
    }
    return text.text
  }

  private func add(_ loop: [JoinedLoops.Statement], to text: inout CWriter) {
    statement(loop[0]).loops(&text) { body in
      var names = 0
      for part in loop {
        statement(part).add(to: &body, after: names)
        names += part.nest.program.steps.count
      }
    }
  }

  /// A statement that reads arrays by position: loops may walk through one in several ways.
  private func statement(_ part: JoinedLoops.Statement) -> LoopStatement {
    LoopStatement(context: context, nest: part.nest, result: part.result, hasAxes: false)
  }
}

extension EmitterFactory {
  func visit(_ kernel: JoinedLoops) -> any KernelEmitter {
    JoinedLoopsEmitter(context: context, joined: kernel)
  }
}
