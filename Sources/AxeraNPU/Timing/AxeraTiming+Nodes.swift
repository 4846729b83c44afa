package import NPUGraph
package import Simulation

extension AxeraTiming {
  /// What one node of a network costs by itself, at 8 bits and the nominal clocks.
  ///
  /// Nothing runs beside it here: in a network weights are fetched while other nodes compute.
  package func terms(of node: Graph.Node, in graph: Graph) -> [CostTerm] {
    let work = graph.layerWork(of: node, bits: 8)
    let layer = LayerDescription(
      index: 0, operation: node.label, unit: .accelerator, inputShape: nil, outputShape: nil, macs: 0,
      parameterBytes: work.weightBytes, details: "")
    return estimate([(layer, work)], at: nominalClocks).layers.first?.terms ?? []
  }
}
