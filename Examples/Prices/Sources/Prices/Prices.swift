import CrotonCommandLine

/// A network that learns the numbers of a column from the others of a table.
@main struct Prices: CrotonApp {
  var network: some Network {
    Normalize()
    Dense(32, activation: .relu)
    Dense(32, activation: .relu)
    LinearRegression()
  }
}
