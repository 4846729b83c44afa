public import NPUGraph
import OpKernels
public import Simulation
import Tensors

/// What Rockchip's compiler and one of its chips make of a network.
///
/// **Source**: targets of nodes in files that toolkit 2.3.2 wrote, the toolkit's list of operators, and the widths of
/// the registers that hold extents; docs/operator-support.md.
public struct RockchipRules: OperatorRules {
  let target: RockchipChip
  private let timing: RockchipTiming?

  /// The rules of a chip; one core's costs.
  package init(_ target: RockchipChip) {
    self.target = target
    timing = RockchipTiming(target)
  }

  /// The chip as people write it.
  public var chip: String { target.name }
  /// What its accelerator is called.
  public var accelerator: String { "NPU" }
  /// The chip's usual clocks; nil where no timing is known.
  public var clocks: ChipClocks? { timing?.nominalClocks }

  /// What the chip makes of a node, in int8.
  public func support(of node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    switch node.operation {
    case .reshape, .convert:
      return OperatorSupport(
        .free, "the same numbers; at most a change of layout on the way", rule: .files, cost: [])
    case .activation(.identity): return OperatorSupport(.free, "nothing to compute", rule: .files, cost: [])
    case .floatConvolution(let convolution):
      return self.convolution(convolution, node, in: network)
    case .maxPool(let window), .averagePool(let window, _): return pool(window, node, in: network)
    default: return listed(node, in: network)
    }
  }

  private func convolution(
    _ convolution: FloatConvolution, _ node: Graph.Node, in network: NetworkView
  ) -> OperatorSupport {
    if let (field, value, most) = RockchipField.first(exceededBy: convolution, on: target) {
      let rule = RockchipField.rule(target)
      return OperatorSupport(
        .impossible, "\(field.rawValue) is \(value); its register holds at most \(most)",
        remedy: field.remedy, rule: rule)
    }
    let window = convolution.window
    let cost = self.cost(convolution, node, in: network)
    var note = "with \(convolution.activation.name) on the way"
    if convolution.activation == .identity { note = "as it is" }
    if !convolution.activation.isSeenInFiles {
      return OperatorSupport(
        .accelerated, "a convolution \(note); no file with this function was seen", rule: .likeFiles,
        cost: cost)
    }
    if window.groups > 1, !(window.groups == window.inputChannels && window.groups == window.outputChannels) {
      // The compiler writes one kernel with zeros between the groups.
      return OperatorSupport(
        .accelerated, "one convolution with zeros between its \(window.groups) groups", rule: .files,
        cost: cost, macsFactor: Double(window.groups))
    }
    return OperatorSupport(
      .accelerated, convolution.isTransposed ? "a deconvolution \(note)" : "a convolution \(note)",
      rule: convolution.isTransposed ? .operatorClasses : .files, cost: cost)
  }

  private func pool(_ window: Window2D, _ node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    let cost = otherCost(node, in: network)
    let largest = max(window.kernelHeight, window.kernelWidth, window.strideHeight, window.strideWidth)
    let isGlobal = window.outputHeight == 1 && window.outputWidth == 1
    guard largest <= 16 || isGlobal else {
      return OperatorSupport(
        .impossible,
        "a pool of \(window.kernelHeight)x\(window.kernelWidth), stride "
          + "\(window.strideHeight)x\(window.strideWidth); their registers hold at most 16",
        remedy: "use several smaller pools behind each other", rule: RockchipField.rule(target))
    }
    if largest > 16 {
      return OperatorSupport(
        .partly, "a global pool larger than the 16x16 that a register holds",
        steps: [
          OperatorSupport.Step(
            "several pools or a convolution, as the compiler chooses", isAccelerated: true, cost: cost ?? [])
        ],
        rule: SupportRule(.inferred, "files hold global pools of 7x7 as convolutions"), cost: cost)
    }
    return OperatorSupport(.accelerated, "the pooling unit", rule: .files, cost: cost)
  }

  /// Everything else, by the toolkit's list and by what files show.
  private func listed(_ node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    let cost = otherCost(node, in: network)
    switch node.operation {
    case .binary(.add), .binary(.subtract), .binary(.multiply), .concatenate, .split:
      return OperatorSupport(.accelerated, "the NPU's own operation", rule: .files, cost: cost)
    case .resizeNearest, .resizeBilinear:
      return OperatorSupport(.accelerated, "the NPU's own operation", rule: .files, cost: cost)
    case .transpose:
      return OperatorSupport(.accelerated, "the NPU's own operation", rule: .operatorClasses, cost: cost)
    case .softmax:
      // RK3566 and RK3568 alone have exSoftmax13 on the CPU.
      guard target == .rk3566 || target == .rk3568 else {
        return OperatorSupport(.accelerated, "several NPU operations", rule: .files, cost: cost)
      }
      return OperatorSupport(
        .cpu, "the compiler leaves it to the CPU on this chip", rule: .files, cost: cpuCost(node, in: network)
      )
    case .activation(let function) where function.isSeenInFiles:
      return OperatorSupport(.accelerated, "the NPU's table or its element unit", rule: .files, cost: cost)
    case .activation(.affine):
      return OperatorSupport(
        .accelerated, "a factor and an offset, as in the NPU's sums and products", rule: .likeFiles,
        cost: cost)
    case .activation(.tanh), .activation(.elu):
      return OperatorSupport(
        .accelerated, "a table, as behind convolutions", rule: .operatorClasses, cost: cost)
    default: return byList(node, in: network)
    }
  }

  private func byList(_ node: Graph.Node, in network: NetworkView) -> OperatorSupport {
    let names = node.operatorNames + [node.operation.operatorName]
    guard names.contains(where: { RockchipOperatorList.supported.contains($0) }) else {
      return OperatorSupport(
        .impossible, "\(names[0]) is on the toolkit's list as not supported",
        remedy: "cut the network off before it, or register it as a custom operator", rule: .toolkitList)
    }
    return OperatorSupport(
      .cpu, "on the toolkit's list, but not known to be the NPU's: the CPU, at worst",
      rule: SupportRule(.inferred, "RKNN Toolkit2's operator list; no file with it was seen"),
      cost: cpuCost(node, in: network))
  }
}

extension SupportRule {
  /// Targets of nodes in files.
  static let files = SupportRule(.measured, "nodes of files that toolkit 2.3.2 wrote")
  /// Functions that the same unit does.
  static let likeFiles = SupportRule(.inferred, "like functions that files have on the NPU")
  /// Classes of NPU operations that the format has.
  static let operatorClasses = SupportRule(.inferred, "the format numbers it among the NPU's operations")
  /// What can be converted at all.
  static let toolkitList = SupportRule(.vendor, "RKNN Toolkit2 operator list, v2.1.0")
}

extension Activation {
  /// Whether files have it on the NPU.
  fileprivate var isSeenInFiles: Bool {
    switch self {
    case .identity, .relu, .clip, .leakyRelu, .prelu, .sigmoid, .silu, .hardSwish, .softplus: true
    default: false
    }
  }
}
