import Testing

@testable import GraphPasses

@Suite struct OptimizationTests {
  private let names = [
    "fold-constants", "simplify-algebra", "fold-slices", "fold-padding", "stabilize-log-softmax",
    "stabilize-sigmoid", "stabilize-log-exp", "argmax-of-logits", "fold-transposes",
    "factor-sums", "eliminate-common-subexpressions", "pair-moments", "commute-max-pool",
    "fuse-conv-pool", "fuse-elementwise", "recompute-elementwise", "eliminate-dead-code",
    "update-in-place", "use-winograd", "cut-patches", "use-tuning", "keep-layout",
    "fuse-into-products", "fuse-into-sums", "fuse-into-convolutions", "sum-in-convolutions",
    "join-gradients", "hoist-slices", "rematerialize", "join-updates", "compute-in-place",
  ]

  @Test func choosesPasses() throws {
    #expect(Optimization.full.passNames == names)
    #expect(
      Optimization.canonical.passNames
        == names.filter {
          !$0.hasPrefix("fuse-") && $0 != "recompute-elementwise" && $0 != "join-updates"
            && $0 != "sum-in-convolutions" && $0 != "join-gradients"
        })
    #expect(
      Optimization.none.passNames == ["use-winograd", "cut-patches", "use-tuning", "keep-layout"])
    #expect(
      try Optimization.full.excluding("fuse-elementwise", "fold-constants").passNames
        == names.filter { $0 != "fuse-elementwise" && $0 != "fold-constants" })
    #expect(try Optimization.canonical.excluding("fuse-conv-pool") == .canonical)
  }

  @Test func exactFunctionsDoWithoutPassesThatBreakTies() {
    let dropped = Optimization.full.passNames.filter {
      !Optimization.full.exact.passNames.contains($0)
    }
    #expect(dropped == ["factor-sums", "pair-moments", "commute-max-pool"])
    #expect(Optimization.none.exact == .none)
  }

  @Test func levelsHaveNames() throws {
    #expect(Optimization.levelNames == ["none", "canonical", "full"])
    #expect(try Optimization(named: "none") == .none)
    #expect(try Optimization(named: "canonical") == .canonical)
    #expect(try Optimization(named: "full") == .full)
    #expect {
      try Optimization(named: "cannonical")
    } throws: { error in
      "\(error)" == "there is no optimization 'cannonical'; did you mean 'canonical'?"
    }
    #expect {
      try Optimization(named: "everything")
    } throws: { error in
      "\(error)" == "there is no optimization 'everything'; there are 'none', 'canonical', 'full'"
    }
  }

  @Test func saysWhatWasMeant() {
    #expect {
      try Optimization.full.excluding("fold-constants", "fuse-elementwize")
    } throws: { error in
      "\(error)" == "there is no pass 'fuse-elementwize'; did you mean 'fuse-elementwise'?"
    }
    #expect(
      throws: OptimizationError.unknownPass("drop-everything", known: Optimization.full.passNames)
    ) {
      try Optimization.none.excluding("drop-everything")
    }
  }
}
