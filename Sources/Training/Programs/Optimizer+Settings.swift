import NeuralNetworks

extension Optimizer {
  /// The numbers of the rule by their names, for a log, besides the first learning rate and the
  /// weight decay, which every rule has.
  var settings: [String: Double] {
    var settings: [String: Double] = [:]
    for child in Mirror(reflecting: self).children {
      guard let name = child.label, name != "weightDecay", let value = child.value as? Double
      else { continue }
      settings[name] = value
    }
    switch learningRate.schedule {
    case .constant: break
    case .inverseTime(let decay): settings["decay"] = decay
    case .step(let factor, let every), .exponential(let factor, let every):
      settings["factor"] = factor
      settings["every"] = Double(every)
    case .cosine(let steps): settings["steps"] = steps.map(Double.init)
    case .geometric(let last, let steps):
      settings["last"] = last
      settings["steps"] = Double(steps)
    }
    return settings
  }
}
