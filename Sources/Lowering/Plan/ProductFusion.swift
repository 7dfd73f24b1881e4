import GraphIR
import Schedule

/// Says which matrix products are computed inside the element-wise node that reads them, so that
/// their elements never go to memory.
///
///     %3 = dot %0, %1 : float(500, 500)
///     %4 = elementwise { t2 = add a0 a1; tanh t2 } %3, %2 : float(500, 500)
///
/// Nothing else may read the product, and no update in place may replace what it is a product of.
struct ProductFusion {
  /// For each element-wise node that computes a product, the product's node.
  private(set) var products: [Int: Int] = [:]
  private(set) var fused: Set<Int> = []

  /// No product is.
  static let none = ProductFusion()

  /// - Parameter products: for each element-wise node the product that it computes.
  init(_ products: [Int: Int] = [:]) {
    self.products = products
    fused = Set(products.values)
  }

  /// - Parameter plan: with layouts, algorithms and updates.
  init(_ plan: Plan) {
    let (graph, updates) = (plan.graph, plan.updates)
    let users = graph.users
    let roots = Set(graph.roots.map(\.value.node))
    for (index, node) in graph.nodes.enumerated() {
      guard case .elementwise = node.operation, plan.layouts[index] == .rowMajor else { continue }
      let product = node.operands.last { operand in
        let type = graph.type(of: operand)
        return users[operand.node] == [index] && !roots.contains(operand.node)
          && type.shape == node.types[0].shape && type.shape.rank == 2
          && plan.choices[operand.node]?.product?.tiling != nil
          && !(updates.inPlace.keys.contains(index)
            && graph[operand].operands.contains { updates.replaces($0, in: graph) })
      }
      guard let product else { continue }
      products[index] = product.node
      fused.insert(product.node)
    }
  }
}
