import Croton
import Schedule
import TestSupport
import Testing

/// What a function's stages and passes look like as text.
@Suite struct ExplanationTests {
  private func function(
    optimizing optimization: Optimization = .full, exact: Bool = false
  ) throws -> GeneratedFunction {
    let x = Tensor<Float>.placeholder("x", shape: [3, 2])
    let w = Shared("w", try NDArray<Float>(repeating: 1, shape: [2]))
    let cost = ((x * w).tanh() * 1).sum().named("cost")
    let slope = try gradient(of: cost, withRespectTo: [w])[0]
    let definition = try FunctionDefinition(
      name: "step", inputs: [x], outputs: [cost], updates: [Update(w, to: w - slope)], givens: [],
      at: SourceLocation(file: #fileID, line: #line))
    return try GeneratedFunction(
      definition,
      options: CompileOptions(
        optimization: optimization, threads: 2, isExact: exact, vectorBytes: 32))
  }

  /// The text without the lines of the user's program.
  private func withoutLines(_ text: String) -> String {
    text.replacing(#/,? at [A-Za-z0-9]+/[A-Za-z0-9]+\.swift:[0-9]+/#, with: "")
  }

  @Test func theGraphIsWhatTheUserWrote() throws {
    #expect(
      withoutLines(try function().explanation(.graph)) == """
        graph step
        %0 = input(0) : float(3, 2) "x"
        %1 = shared(0) : float(2,) "w"
        %2 = multiply %0, %1 : float(3, 2)
        %3 = tanh %2 : float(3, 2)
        %4 = constant(1.0) : float()
        %5 = multiply %3, %4 : float(3, 2)
        %6 = sum(axes: [0, 1]) %5 : float() "cost"
        output 0 = %6

        """)
  }

  @Test func derivativesAreAStageOfTheirOwn() throws {
    let generated = try function()
    let gradients = generated.explanation(.gradients)
    #expect(withoutLines(gradients).hasSuffix("update 0 = %\(generated.graph.nodes.count - 1)\n"))
    #expect(gradients.contains(" at CrotonTests/ExplanationTests.swift:"))
    let optimized = generated.explanation(.optimized)
    #expect(optimized.split(separator: "\n").count < gradients.split(separator: "\n").count)
  }

  @Test func theScheduleNamesBuffersByRole() throws {
    let text = withoutLines(try function().explanation(.schedule))
    #expect(
      text.hasPrefix(
        """
        schedule step
        target (registerBytes: 32, registers: 8, accumulators: 6, \
        l2Bytes: 1048576, lastLevelBytes: 8388608, lineBytes: 64, lineCycles: 20, pageBytes: 4096, \
        largePageBytes: 2097152, threads: 2, threadedWork: 262144, \
        fusion: (operands: 8, steps: 32, windowPositions: 64), isExact: false, usesBLAS: false, \
        usesBFloat16: false, savesMemory: false, checksBounds: false, bucketBytes: 1048576)
        input 0: float(3, 2)
        shared 0: float(2,)
        output 0: float()
        arena: 128 bytes
        buffer x_: float(3, 2), row-major, input 0

        """), "\(text)")
    #expect(
      text.contains(
        """
        begin updates
        kernel w_update_, node 7
          read operand0: w_
          read operand1: dcost_dw_
          write output: w_
          loop(extents: [2], operands: [element(operand0, strides: [1], offset: 0), \
        element(operand1, strides: [1], offset: 0)], resultStrides: [1], resultOffset: 0, \
        program: { a0, a1 in subtract a0 a1 }, elementTypes: [float, float, float])

        """), "\(text)")
  }

  @Test func thePlanHasEachDecision() throws {
    let text = withoutLines(try function().explanation(.plan))
    #expect(
      text.hasPrefix(
        """
        plan step
        target (registerBytes: 32, registers: 8, accumulators: 6, \
        l2Bytes: 1048576, lastLevelBytes: 8388608, lineBytes: 64, lineCycles: 20, pageBytes: 4096, \
        largePageBytes: 2097152, threads: 2, threadedWork: 262144, \
        fusion: (operands: 8, steps: 32, windowPositions: 64), isExact: false, usesBLAS: false, \
        usesBFloat16: false, savesMemory: false, checksBounds: false, bucketBytes: 1048576)
        %2 elementwise { t2 = multiply a0 a1; tanh t2 }: row-major

        """), "\(text)")
    #expect(
      text.hasSuffix("%7 subtract: row-major like shared values, in place of shared 0\n"), "\(text)"
    )
    let change = withoutLines(try function().explanation(ofPass: "update-in-place"))
    #expect(
      change.contains(
        "-%7 subtract: no layout\n+%7 subtract: no layout, in place of shared 0\n"), "\(change)")
  }

  @Test func theMemoryIsTheArena() throws {
    let text = try function().explanation(.memory)
    #expect(text.hasPrefix("memory of step: 128 bytes of arena, 0 bytes of workspace"), "\(text)")
    #expect(text.contains("offset  bytes    steps  buffer\n"), "\(text)")
  }

  @Test func theDrawingOfAModelHasOneHundredColumns() throws {
    var options = TrainingOptions()
    options.batchSize = 5
    let program = try ModelProgram(LeNet5(), dataset: blankDigits(), options: options)
    let generated = try program.generate(.train, options: CompileOptions(vectorBytes: 64))
    let drawing = generated.explanation(.memory).split(separator: "\n").filter { $0.contains("|") }
    #expect(drawing.count == generated.schedule.steps.count)
    #expect(drawing.allSatisfy { $0.count <= 100 })
    #expect(drawing.contains { $0.contains("|a") })
  }

  private static let models: [any TrainableModel & Sendable] = [
    SoftmaxRegression(), MultilayerPerceptron(), LeNet5(), LeNet5Of1998(),
  ]

  private func blankDigits() throws -> Dataset {
    let images = LabeledExamples(
      values: .bytes([UInt8](repeating: 0, count: 10 * 784)), labels: Array(0..<10))
    return try Dataset(
      name: "blank digits", exampleShape: [1, 28, 28], classes: 10, training: images,
      validation: images, test: images)
  }

  /// The graphs and the schedules of a model are what their texts say.
  @Test(arguments: Soak.sample(Array(models.indices), oneOf: 2, turn: 0))
  func theTextsOfAModelAreReadBack(number: Int) throws {
    var options = TrainingOptions()
    options.batchSize = 5
    let program = try ModelProgram(
      Self.models[number], dataset: blankDigits(), options: options)
    for function in ModelFunction.allCases {
      let generated = try program.generate(function, options: CompileOptions(vectorBytes: 64))
      for (graph, stage) in [
        (generated.graphWithoutDerivatives, GeneratedFunction.Stage.graph),
        (generated.graph, .gradients), (generated.optimizedGraph, .optimized),
      ] {
        #expect(try GraphParser.graph(generated.explanation(stage)) == graph)
      }
      let text = generated.explanation(.schedule)
      let schedule = try ScheduleParser.schedule(text)
      #expect(SchedulePrinter(schedule).text == text)
    }
  }

  @Test func theCIsTheFunction() throws {
    let generated = try function()
    #expect(generated.explanation(.c) == generated.source.files[0].text)
  }

  @Test func theOverviewHasStagesAndKernels() throws {
    let generated = try function()
    let text = generated.overview
    #expect(text.hasPrefix("step\n\nstage      size\ngraph      7 nodes\n"), "\(text)")
    #expect(text.contains("w_update_"), "\(text)")
  }

  @Test func aPassIsADifference() throws {
    let text = withoutLines(try function().explanation(ofPass: "simplify-algebra"))
      .replacing(#/[0-9.]+ ms/#, with: "0 ms")
    #expect(
      text.hasPrefix(
        """
        simplify-algebra, run 1 of 3: 0 ms
        --- before
        +++ after

        """), "\(text)")
    #expect(
      text.contains(
        "-%6 = sum(axes: [0, 1]) %5 : float() \"cost\"\n"
          + "+%6 = sum(axes: [0, 1]) %3 : float() \"cost\"\n"), "\(text)")
  }

  @Test func aStepOfLoweringIsADifferenceToo() throws {
    let text = try function().explanation(ofPass: "plan-memory")
    #expect(text.contains("-arena: 0 bytes\n"))
    #expect(text.contains("+arena: 128 bytes\n"))
  }

  @Test func aPassMayChangeNothingOrNotRun() throws {
    let text = try function().explanation(ofPass: "fuse-conv-pool")
    #expect(text.wholeMatch(of: #/fuse-conv-pool: [0-9.]+ ms, no change\n/#) != nil)
    #expect(
      try function(optimizing: .none).explanation(ofPass: "fuse-conv-pool")
        == "fuse-conv-pool does not run with these options\n")
    #expect(
      try function(exact: true).explanation(ofPass: "commute-max-pool")
        == "commute-max-pool does not run with these options\n")
  }

  @Test func unknownNamesAreErrors() throws {
    let generated = try function()
    #expect {
      try generated.explanation(ofPass: "fuse-conv-pol")
    } throws: {
      "\($0)" == "there is no pass 'fuse-conv-pol'; did you mean 'fuse-conv-pool'?"
    }
    for (part, pass) in [
      ("use-winograd", "choose-algorithms"), ("keep-layout", "assign-layouts"),
    ] {
      #expect {
        try generated.explanation(ofPass: part)
      } throws: {
        "\($0)" == "'\(part)' is no pass of its own; it is decided by '\(pass)'"
      }
    }
    #expect {
      try GeneratedFunction.Stage(named: "schedul")
    } throws: {
      "\($0)" == "there is no stage 'schedul'; did you mean 'schedule'?"
    }
  }
}
