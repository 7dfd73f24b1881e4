import CEmitter
import GraphIR
import NeuralNetworks
import Training

/// The values of the program that trains: its options, its lines and its loop.
struct ProgramValues: TemplateValues {
  let network: NetworkValues
  let epochs, patience, patienceIncrease: Int
  let improvementThreshold: String
  let shuffles: Int
  let shuffleWord: String
  /// Whether validation and test leave out the examples that fill no minibatch.
  let leavesOutRest: Bool
  /// The number of steps that the learning rate falls over, if it does until the end.
  let scheduleSteps: Int?
  /// Whether the lines are a tutorial's, and those of which.
  let tutorial, logistic, reportsSteps: Bool
  let trainingLine, endOfLine: String
  /// The measure of errors in lines that are no tutorial's.
  let measure, measureFormat, measureFactor: String
  /// The arrays of parameters in the order of their names, in which their hash has them.
  let hashOrder: String

  init(_ model: StandaloneModel, network: NetworkValues) {
    self.network = network
    let options = model.options
    epochs = options.epochs
    patience = options.earlyStopping.patience
    patienceIncrease = options.earlyStopping.patienceIncrease
    improvementThreshold = "\(options.earlyStopping.improvementThreshold)"
    shuffles = options.shuffles ? 1 : 0
    shuffleWord = options.shuffles ? "--shuffle" : "--no-shuffle"
    leavesOutRest = model.leavesOutRest
    scheduleSteps =
      options.optimizer.learningRate.schedule == .cosine(steps: nil)
      ? options.epochs * model.trainingBatches : nil
    let wording = options.wording
    tutorial = wording != nil
    logistic = wording == .logisticRegression
    reportsSteps = wording == .lenet
    trainingLine = (wording ?? .lenet).announcement(of: .training)
    endOfLine = wording == .lenet ? #"\n"# : " "
    hashOrder = CText.list(
      model.values.prefix(network.arrayCount).indices
        .sorted { model.values[$0].name < model.values[$1].name })
    let measure = model.expressions.prediction.measure
    self.measure = measure.name
    switch measure {
    case .errorRate: (measureFormat, measureFactor) = ("%.2f %%", " * 100")
    case .meanSquaredError: (measureFormat, measureFactor) = ("%.4g", "")
    }
  }
}
