import KPUSim
import NPUGraph
import OpKernels
import Simulation

/// Everything beside convolutions and pools: the CPU's operations of kmodel v4.
extension K210Rules {
  func other(_ node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    let elements = Double(network.outputElements(of: node))
    switch node.operation {
    case .reshape, .convert: return OperatorSupport(.free, "nothing to compute", rule: .shapeOnly, cost: [])
    case .binary: return binary(node, in: network, elements)
    case .activation(let function):
      return follows(function, node, in: network) ?? activation(function, elements)
    case .concatenate: return cpu("joins maps in main memory", .data, .concat, elements)
    case .split, .slice: return cpu("picks elements in main memory", .cpu, .slice, elements)
    case .gather(_, let indices):
      guard let step = indices.evenStep, step > 0 else { return missing("picks of arbitrary places") }
      return cpu("as a strided slice", .cpu, .slice, elements, rule: .composed)
    case .pad(_, _, .constant): return cpu("pads in main memory", .cpu, .pad, elements)
    case .pad: return missing("padding with pixels of the edge", remedy: "pad with a constant")
    case .resizeNearest, .resizeBilinear: return cpu("the KPU cannot resize", .cpu, .pool, elements)
    case .resample:
      return missing(
        "this coordinate transformation of Resize",
        remedy: "export Resize as nearest with floor, or linear with align_corners or asymmetric")
    case .transpose(let permutation): return transpose(permutation, node, in: network, elements)
    case .rearrange:
      return cpu(
        "as two transpositions of four axes", .cpu, .transpose, 2 * elements,
        rule: SupportRule(.guessed, "kmodel v4 has four axes; whether nncase finds the way is not known"))
    case .softmax: return cpu("exponentials are for the CPU", .cpu, .function, elements)
    case .matrixMultiply:
      return cpu(
        "a product of two computed matrices; the KPU's weights are constants", .cpu, .matmul,
        Double(network.graph.macs(of: node)))
    case .reduce(let function, _): return reduce(function, Double(network.inputElements(of: node)))
    case .extremum:
      return missing("ArgMax and ArgMin", remedy: "leave it to the program that reads the result")
    case .localResponseNormalization:
      return missing("LRN", remedy: "use BatchNormalization, which becomes part of the convolution")
    case .expand:
      return missing("Expand and Tile", remedy: "leave it out: sums and products repeat extents of 1")
    case .integerConvolution:
      return missing("codes of another chip's file", remedy: "give the network in floats")
    case .floatConvolution, .maxPool, .averagePool: return missing("what was judged before")
    }
  }

  private func cpu(
    _ reason: String, _ resource: CostResource, _ cost: K210Cost, _ count: Double, remedy: String? = nil,
    rule: SupportRule = .kmodelV4
  ) -> OperatorSupport {
    OperatorSupport(
      .cpu, reason, remedy: remedy, rule: rule,
      cost: [CostTerm(resource, cost, times: count, at: costClocks)])
  }

  private func missing(_ what: String, remedy: String? = nil) -> OperatorSupport {
    OperatorSupport(
      .impossible, "kmodel v4 has no operation for it: \(what)",
      remedy: remedy ?? "cut the network off before it", rule: .kmodelV4)
  }

  private func binary(_ node: Graph.Node, in network: NetworkView, _ elements: Double) -> OperatorSupport {
    let result = node.outputs.first.map { network.extents($0) } ?? []
    let repeats = node.inputs.contains { network.extents($0) != result }
    return cpu(
      "sums and products of maps are for the CPU", .cpu,
      repeats ? .broadcastQuantizedBinary : .quantizedBinary, elements)
  }

  /// ReLU and clip behind a sum are the bounds of its result; nil for others.
  private func follows(
    _ function: Activation, _ node: Graph.Node, in network: NetworkView
  ) -> OperatorSupport? {
    switch function {
    case .relu, .clip: break
    default: return nil
    }
    guard let input = node.inputs.first, let producer = network.producer(of: input),
      case .binary = producer.operation, network.readers(of: input).count == 1, !network.isOutput(input)
    else { return nil }
    return OperatorSupport(
      .free, "the bounds of \(producer.name.isEmpty ? producer.label : "\"\(producer.name)\"")'s result",
      rule: SupportRule(.vendor, "kmodel v4: sums and products clamp their results"), cost: [])
  }

  private func activation(_ function: Activation, _ elements: Double) -> OperatorSupport {
    let cost = cpuCost(of: function, elements: elements)
    let remedy = "place it behind a convolution, whose run does it on the way"
    switch function {
    case .identity: return OperatorSupport(.free, "nothing to compute", rule: .shapeOnly, cost: [])
    case .prelu(let slopes) where slopes.count > 1:
      return OperatorSupport(
        .cpu, "PReLU: slopes of their own per channel", remedy: "use LeakyReLU", rule: .nncaseFAQ, cost: cost)
    case .affine:
      return OperatorSupport(
        .cpu, "factors and offsets without a convolution before them",
        remedy: "place it behind a convolution, which takes it up", rule: .composed, cost: cost)
    default:
      return OperatorSupport(
        .cpu, "no convolution before it to do it on the way: a table of 256 entries", remedy: remedy,
        rule: .composed, cost: cost)
    }
  }

  private func transpose(
    _ permutation: [Int], _ node: Graph.Node, in network: NetworkView, _ elements: Double
  ) -> OperatorSupport {
    let extents = node.inputs.first.map { network.extents($0) } ?? []
    guard extents.count == permutation.count, permutation.allSatisfy({ extents.indices.contains($0) }) else {
      return missing("axes that are not there")
    }
    // Axes of one element may stand anywhere.
    let moved = permutation.filter { extents[$0] > 1 }
    if moved == moved.sorted() {
      return OperatorSupport(.free, "only axes of one element change places", rule: .shapeOnly, cost: [])
    }
    let pieces = 1 + zip(moved, moved.dropFirst()).count { pair in pair.1 != pair.0 + 1 }
    guard pieces <= 4 else {
      return missing("a transposition of \(pieces) axes", remedy: "transpose four axes at a time")
    }
    return cpu("moves elements in main memory", .cpu, .transpose, elements)
  }

  private func reduce(_ function: ReductionFunction, _ elements: Double) -> OperatorSupport {
    switch function {
    case .mean, .sum, .maximum, .minimum:
      return cpu("sums over axes are for the CPU", .cpu, .reduce, elements)
    case .product, .l1, .l2, .sumSquare:
      return missing(function.rawValue, remedy: "write it as products and ReduceSum")
    }
  }
}

extension [Int] {
  /// The distance from each number to the next, if it is the same; 1 for a single one.
  fileprivate var evenStep: Int? {
    guard count > 1 else { return isEmpty ? nil : 1 }
    let (step, overflow) = self[1].subtractingReportingOverflow(self[0])
    guard !overflow,
      zip(self, dropFirst()).allSatisfy({ $1.subtractingReportingOverflow($0).partialValue == step })
    else { return nil }
    return step
  }
}
