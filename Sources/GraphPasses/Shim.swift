import GraphIR
public struct Optimization: Sendable { public static let full = Optimization() }
public struct Pipeline { public init(_ o: Optimization) {} ; public func optimize(_ g: Graph) throws -> Graph { g } }
