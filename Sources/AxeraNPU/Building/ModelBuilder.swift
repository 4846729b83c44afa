public import NPUGraph
public import Simulation
import Tensors

/// Makes a network one of codes as a configuration asks for it: what is fed, how ranges are found, which layers keep more
/// bits.
///
/// The caller reads the calibration's pictures and keeps the clock; every step is a call of its own.
public struct ModelBuilder: Sendable {
  /// The network of floats, prepared: planes first, functions joined, ready to be calibrated and compared with.
  public let graph: Graph
  /// What programs feed.
  public let inputs: [ModelInput]
  /// What programs get, one per output.
  public let outputTypes: [OutputType]
  /// How codes are made.
  public let scheme: QuantizationScheme
  /// How ranges are found.
  public let method: CalibrationMethod
  /// The chip, as its maker writes it.
  public let target: String
  /// The part of its NPU.
  public let mode: String
  /// The configuration, expanded.
  public let configuration: BuildConfiguration

  /// Prepares a network, node for node as its file has it.
  ///
  /// - Throws: `BuildError` for what cannot be built as asked.
  public init(_ source: Graph, _ configuration: BuildConfiguration) throws(BuildError) {
    self.configuration = configuration
    let given = source.inputs.map { source.values[$0].quantization }
    var source = source.withPlanarInputs().withFloatOutputs()
    outputTypes = try Self.applyOutputs(configuration, &source)
    let prepared = source.preparedForBuilding()
    graph = prepared
    var inputs: [ModelInput] = []
    for (value, codes) in zip(prepared.inputs, given) {
      let value = prepared.values[value]
      inputs.append(
        try ModelInput(value.name, extents: value.shape.extents, configuration, givenCodes: codes))
    }
    self.inputs = inputs
    (target, mode) = try Self.chip(configuration)
    method = configuration.calibration.method.exact
    var scheme = QuantizationScheme(
      hasWeightStepPerChannel: configuration.calibration.strategy == .perChannel)
    for layer in configuration.layers {
      guard let precision = layer.precision else { continue }
      scheme.overrides += layer.selector.nodes(of: prepared).map { .init(.name($0), precision) }
    }
    self.scheme = scheme
  }

  /// Adds what follows the outputs; their types.
  private static func applyOutputs(
    _ configuration: BuildConfiguration, _ graph: inout Graph
  ) throws(BuildError) -> [OutputType] {
    var types: [OutputType] = []
    for position in graph.outputs.indices {
      let value = graph.values[graph.outputs[position]]
      let settings = configuration.outputSettings(of: value.name)
      let asked = settings?.compiled?.dataType ?? .float32
      guard let type = OutputType(rawValue: asked.rawValue) else {
        let known = OutputType.allCases.map(\.rawValue).joined(separator: ", ")
        throw BuildError("output \(value.name)", "is asked for as \(asked.rawValue); \(known) are built")
      }
      types.append(type)
      for selected in configuration.outputSteps where selected.selector.matches(value.name) {
        let channels = value.shape.extents.count > 1 ? value.shape.extents[1] : 1
        for step in selected.steps {
          guard let pairs = step.coefficients(channels: channels) else {
            throw BuildError(
              "output \(value.name)", "has \(channels) channels; a step behind it another number")
          }
          graph.scaleOutput(position, pairs.map { Float($0.factor) }, pairs.map { Float($0.addend) })
        }
      }
      if settings?.compiled?.layout == .nhwc { graph.interleaveOutput(position) }
    }
    return types
  }

  /// Places of the outputs that are codes.
  private var codedOutputs: Set<Int> {
    Set(outputTypes.indices.filter { outputTypes[$0] != .float32 })
  }

  /// The chip and the part of its NPU that a configuration asks for.
  private static func chip(_ configuration: BuildConfiguration) throws(BuildError) -> (String, String) {
    guard let chip = AxeraChip(platform: configuration.target.rawValue) else {
      let known = AxeraChip.allCases.map(\.name).joined(separator: ", ")
      throw BuildError("target \(configuration.target.rawValue)", "is not built for; \(known) are")
    }
    let mode: AxeraMode? =
      switch (chip, configuration.virtualNPU) {
      case (.ax620a, .automatic): .whole
      case (.ax620a, let part): AxeraMode(rawValue: part.rawValue)
      default: AxeraMode(rawValue: "NPU\(configuration.cores)")
      }
    guard let mode, chip.modes.contains(mode) else {
      let modes = chip.modes.map(\.rawValue).joined(separator: ", ")
      throw BuildError("target \(chip.name)", "has no such part of its NPU; its modes are \(modes)")
    }
    return (chip.name, mode.rawValue)
  }

  /// The values whose ranges have to be found from samples: those that the network has no codes of its own for.
  ///
  /// - Throws: `QuantizationError` as `quantized` does.
  public func valuesToCalibrate() throws(QuantizationError) -> [Int] {
    try GraphQuantizer.valuesWithoutCodes(
      graph, scheme: scheme, inputs: inputs.map(\.form), codedOutputs: codedOutputs)
  }

  /// How many values keep codes that the network has itself.
  public var ownCodesCount: Int {
    Set(graph.inputs + graph.nodes.flatMap(\.outputs)).count { graph.values[$0].quantization != nil }
  }

  /// Finds ranges from samples: what the network reads.
  ///
  /// - Throws: `CalibrationError` for a network that does not run.
  public func calibrator(
    sampleCount: Int, options: RunOptions, math: ActivationMath
  ) throws(CalibrationError) -> GraphCalibrator {
    try GraphCalibrator(graph, method: method, sampleCount: sampleCount, options: options, math: math)
  }

  /// The network of codes.
  ///
  /// - Throws: `QuantizationError` for weights that are not finite, and inputs that cannot be taken in.
  ///
  /// - Parameter channelMeans: what `GraphCalibrator` found, to put back into biases what rounding weights takes away.
  public func quantized(
    _ ranges: [ValueRange?], channelMeans: [Int: [Float]] = [:]
  ) throws(QuantizationError) -> QuantizedGraph {
    try GraphQuantizer.quantize(
      graph, ranges: ranges, scheme: scheme, inputs: inputs.map(\.form), codedOutputs: codedOutputs,
      channelMeans: channelMeans)
  }
}

extension Graph {
  /// A network as models are built from it and compared with: planes first, functions joined, floats given out, and
  /// codes where it has its own.
  public func preparedForBuilding() -> Graph {
    withPlanarInputs().withFloatOutputs().fused().preparedForQuantization().withCodesBetweenNodes()
  }
}

extension ObserverMethod {
  /// The rule that is followed; the vendor's levels and bins are not public.
  var exact: CalibrationMethod {
    switch self {
    case .minMax: .minMax
    case .percentile: .percentile(99.99)
    case .meanSquareError: .meanSquare(bits: 8)
    case .divergence: .entropy(.growing)
    }
  }
}

extension LayerSettings {
  /// What the layers compute with; nil when nothing else than the rest.
  var precision: QuantizationScheme.Precision? {
    let types = [inputType, outputType, weightType].compactMap { $0 }
    if types.contains(.float32) { return .float }
    return types.contains { [.uint16, .int16].contains($0) } ? .bits16 : nil
  }
}

extension SettingSelector {
  /// Names of the nodes that are meant.
  func nodes(of graph: Graph) -> [String] {
    switch self {
    case .between(let starts, let ends): graph.nodes(from: starts, to: ends)
    case .operations(let operations):
      // Nodes that were joined have all their operators in their label.
      graph.nodes.filter { node in
        node.label.split(separator: "+").contains { operations.contains(String($0)) }
      }.map(\.name)
    default: graph.nodes.map(\.name).filter { matches($0) }
    }
  }
}

extension Graph {
  /// Names of the nodes that need some values and that some values need; `DEFAULT` are the network's own.
  fileprivate func nodes(from starts: [String], to ends: [String]) -> [String] {
    let named = { (names: [String], own: [Int]) in
      names.contains("DEFAULT") ? Set(own) : Set(values.indices.filter { names.contains(values[$0].name) })
    }
    var (reached, needed) = (named(starts, inputs), named(ends, outputs))
    for node in nodes where node.inputs.contains(where: { reached.contains($0) }) {
      reached.formUnion(node.outputs)
    }
    for node in nodes.reversed() where node.outputs.contains(where: { needed.contains($0) }) {
      needed.formUnion(node.inputs)
    }
    return nodes.filter { node in
      node.inputs.contains { reached.contains($0) } && node.outputs.contains { needed.contains($0) }
    }.map(\.name)
  }
}
