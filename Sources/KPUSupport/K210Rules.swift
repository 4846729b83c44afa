import KModel
import KPUSim
public import NPUGraph
import OpKernels
public import Simulation

/// What the K210 makes of a network: KPU runs, and a CPU that runs the operations of kmodel v4.
///
/// **Source**: nncase's FAQ and sources, the KPU's fields and memory, the cycle model; docs/operator-support.md.
public struct K210Rules: OperatorRules {
  /// The chip as people write it.
  public let chip = "K210"
  /// What its accelerator is called.
  public let accelerator = "KPU"
  /// KPU and CPU at 400 MHz.
  public var clocks: ChipClocks? { K210Timing.nominalClocks }
  /// The same, for costs.
  var costClocks: ChipClocks { K210Timing.nominalClocks }

  /// The rules; they have no settings.
  public init() {}

  /// What the chip makes of a node.
  public func support(of node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    switch node.operation {
    case .floatConvolution(let convolution): return self.convolution(convolution, node, in: network)
    case .maxPool(let window): return pool(window, isMaximum: true, countsPadding: true, node, in: network)
    case .averagePool(let window, let countsPadding):
      return pool(window, isMaximum: false, countsPadding: countsPadding, node, in: network)
    default: return other(node, in: network)
    }
  }

  /// Weights that the chip's memory cannot hold, a byte each.
  public func obstacles(to graph: Graph) -> [String] {
    let bytes = graph.nodes.saturatingSum { node in
      if case .floatConvolution(let convolution) = node.operation { return convolution.weights.count }
      return 0
    }
    guard bytes > Self.memoryBytes else { return [] }
    return [
      "weights of \(bytes >> 10) KiB, a byte each, do not fit the K210's \(Self.memoryBytes >> 10) KiB of memory"
    ]
  }

  /// Bytes of main memory; the program and maps need their share.
  private static let memoryBytes = 6 << 20

  private func convolution(
    _ convolution: FloatConvolution, _ node: Graph.Node, in network: NetworkView
  ) -> OperatorSupport {
    do throws(K210Refusal) {
      let plan = try K210Decomposition(convolution, batches: network.batches(of: node))
      let stages = plan.stages(convolution)
      let steps = self.steps(stages, plan, node, in: network)
      let cost = steps.flatMap(\.cost)
      guard stages.count > 1 else {
        return OperatorSupport(
          .accelerated, directReason(convolution),
          rule: convolution.activation.isSpelledOut ? .kpuArithmetic : .nncaseFAQ, cost: cost,
          macsFactor: macsFactor(plan, node, in: network))
      }
      return OperatorSupport(
        .partly, plan.kind.reason(convolution.window, hasTail: plan.kind == .direct), steps: steps,
        remedy: plan.kind.remedy(convolution), rule: plan.kind.rule, cost: cost,
        macsFactor: macsFactor(plan, node, in: network))
    } catch {
      return refused(error, node, in: network)
    }
  }

  private func directReason(_ convolution: FloatConvolution) -> String {
    if convolution.activation == .identity { return "one KPU run" }
    let words = "one KPU run with \(convolution.activation.name) in its table"
    return convolution.activation.isSpelledOut
      ? "\(words); nncase v0.2 leaves x * f(x) to the CPU" : words
  }

  /// Multiply-accumulates of the runs for each one of the node.
  private func macsFactor(
    _ plan: K210Decomposition, _ node: Graph.Node, in network: NetworkView
  ) -> Double {
    let own = Double(network.graph.macs(of: node)) * Double(network.batches(of: node))
    return own > 0 ? Double(plan.run.macs ?? 0) * Double(plan.runs) / own : 1
  }

  /// A node that the KPU does not take: on the CPU, unless that is impossible.
  private func refused(
    _ refusal: K210Refusal, _ node: Graph.Node, in network: NetworkView
  ) -> OperatorSupport {
    guard refusal.verdict == .cpu else {
      return OperatorSupport(.impossible, refusal.reason, remedy: refusal.remedy, rule: refusal.rule)
    }
    let macs = Double(network.graph.macs(of: node)) * Double(network.batches(of: node))
    let cost = CostTerm(.cpu, .quantizedConvolution, times: macs, at: costClocks)
    return OperatorSupport(.cpu, refusal.reason, remedy: refusal.remedy, rule: refusal.rule, cost: [cost])
  }
}

extension NetworkView {
  /// Batches of a node's first input.
  func batches(of node: Graph.Node) -> Int {
    guard let input = node.inputs.first else { return 1 }
    let extents = self.extents(input)
    return extents.count == 4 ? max(1, extents[0]) : 1
  }
}

extension Activation {
  /// Whether networks have it as several operators, of which the last is a product.
  fileprivate var isSpelledOut: Bool {
    switch self {
    case .silu, .hardSwish, .mish, .gelu: true
    default: false
    }
  }
}

extension K210Decomposition.Kind {
  /// Why a convolution is not one run.
  fileprivate func reason(_ window: Window2D, hasTail: Bool) -> String {
    switch self {
    case .direct: "the KPU's table has one function for all channels, and adds nothing"
    case .padAndCrop:
      "the KPU pads one ring for 3x3 and none for 1x1, and its windows stand on even pixels for stride 2"
    case .stridedSlice:
      "stride \(window.strideHeight)x\(window.strideWidth); the KPU has strides 1 and 2 along both axes"
    case .padTo4x4: "a result of \(window.outputWidth)x\(window.outputHeight); the KPU's least is 4x4"
    case .spaceToBatch:
      "dilation \(window.dilationHeight)x\(window.dilationWidth); the KPU's taps stand side by side"
    case .transposed: "the KPU has no transposed convolution"
    }
  }

  /// What to change for a single run.
  fileprivate func remedy(_ convolution: FloatConvolution) -> String? {
    switch self {
    case .direct: "use ReLU or LeakyReLU in place of PReLU"
    case .padAndCrop:
      "pad 3x3 kernels by 1 on all four sides (PyTorch's padding=1) and give stride 2 even extents"
    case .stridedSlice: "use stride 2, twice if need be"
    case .padTo4x4: nil
    case .spaceToBatch: "use dilation 1"
    case .transposed: "use Resize (nearest) and a convolution"
    }
  }

  fileprivate var rule: SupportRule {
    switch self {
    case .direct, .padAndCrop, .stridedSlice, .padTo4x4, .transposed: .nncaseFAQ
    case .spaceToBatch: .kpuArithmetic
    }
  }
}
