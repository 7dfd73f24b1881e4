import CrotonCommandLine

/// A network that predicts the numbers in a column of a table from the other columns.
@main struct Prices: CrotonApp {
  var network: some Network {
    Normalize()
    Dense(32, activation: .relu)
    Dense(32, activation: .relu)
    LinearRegression()
  }
}
