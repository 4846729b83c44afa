import OpKernels
public import Simulation
import Tensors

/// Runs a network of floats and the network of codes made from it on the same samples, and says where they differ.
///
/// Values are kept for one stretch of the networks at a time, so that memory is bounded; each stretch costs a run of both.
public struct GraphComparison {
  /// The network of floats as it was prepared for quantisation.
  public let floats: Graph
  /// What was made from it.
  public let codes: QuantizedGraph
  private let programs: (floats: GraphProgram, codes: GraphProgram)
  private let stretches: [Set<Int>]
  private let log10: (Double) -> Double
  private var sums: [Int: Sum] = [:]
  private var samples = 0

  /// Makes both networks ready.
  ///
  /// - Parameters:
  ///   - byteLimit: most bytes of values that are kept at a time; a single value may exceed it.
  ///   - log10: the decimal logarithm, for ratios in dB.
  /// - Throws: `SimulationError` when one of them does not run.
  public init(
    _ floats: Graph, _ codes: QuantizedGraph, options: RunOptions = RunOptions(), byteLimit: Int = 64 << 20,
    math: ActivationMath, log10: @escaping (Double) -> Double
  ) throws(SimulationError) {
    (self.floats, self.codes, self.log10) = (floats, codes, log10)
    programs = (
      try GraphProgram(floats, options: options, math: math),
      try GraphProgram(codes.graph, options: options, math: math)
    )
    var stretches: [Set<Int>] = []
    var byteCount = Int.max
    let made = Set(floats.nodes.flatMap(\.outputs) + floats.inputs)
    for value in codes.comparable where made.contains(value) {
      let size = 4 * (floats.values[value].shape.elementCount ?? 0)
      if byteCount > byteLimit - min(size, byteLimit) {
        stretches.append([])
        byteCount = 0
      }
      stretches[stretches.count - 1].insert(value)
      byteCount += size
    }
    self.stretches = stretches
  }

  /// Compares on one sample: what the network of floats gets.
  ///
  /// - Parameter pixels: what the network of codes gets in place of that, such as other pictures; nil for the same.
  /// - Throws: `SimulationError` for inputs that are not the networks'.
  public mutating func add(_ inputs: [[Float]], codesOf other: [[Float]]? = nil) throws(SimulationError) {
    let bytes = floats.bytes(of: inputs)
    let codeBytes = try codes.bytes(of: other ?? inputs)
    samples += 1
    for stretch in stretches {
      var kept: [Int: [Float]] = [:]
      try programs.floats.run(bytes) { value, floats in
        if stretch.contains(value) { kept[value] = floats() }
      }
      var sums = sums
      let (graph, log10) = (codes.graph, log10)
      try programs.codes.run(codeBytes) { value, floats in
        guard stretch.contains(value), let reference = kept[value] else { return }
        let found = floats()
        sums[value, default: Sum()].add(
          reference, found, graph.values[value].quantization, graph.values[value].elementType, log10)
      }
      self.sums = sums
    }
  }

  /// How far each node of the network of floats is off, in its order; means over samples.
  ///
  /// Nodes whose results stand for something else, or are not computed any more, are left out.
  public var nodes: [NodeComparison] {
    floats.nodes.enumerated().compactMap { index, node in
      guard let value = node.outputs.first, let sum = sums[value], codes.nodes.indices.contains(index)
      else { return nil }
      let treatment = codes.nodes[index]
      return NodeComparison(
        index: index, name: node.name, label: node.label, value: floats.values[value].name,
        precision: treatment.precision, sum.means(samples), weightRatio: weightRatio(of: node))
    }
  }

  /// How far the outputs are off, in their order; means over samples.
  public var outputs: [NodeComparison.Metrics] {
    floats.outputs.compactMap { value in sums[value]?.means(samples) }
  }

  /// The nodes that are farthest off, by their cosine; the first of equals first.
  public func worst(_ count: Int) -> [NodeComparison] {
    let ranked = nodes.sorted { ($0.metrics.cosine, $0.index) < ($1.metrics.cosine, $1.index) }
    return Array(ranked.prefix(count))
  }

  /// The largest channel's weights over the smallest one's; nil for nodes without weights.
  private func weightRatio(of node: Graph.Node) -> Double? {
    guard case .floatConvolution(let convolution) = node.operation, convolution.window.outputChannels > 0
    else {
      return nil
    }
    let count = convolution.weights.count / convolution.window.outputChannels
    guard count > 0 else { return nil }
    let sizes = (0..<convolution.window.outputChannels).map { channel in
      convolution.weights[(channel * count)..<((channel + 1) * count)].reduce(0) { max($0, $1.magnitude) }
    }
    // Channels of zeros lose nothing.
    let filled = sizes.filter { $0 > 0 }
    guard let least = filled.min(), let greatest = filled.max() else { return nil }
    return Double(greatest) / Double(least)
  }
}

extension QuantizedGraph {
  /// The bytes of each input for what the network of floats gets.
  ///
  /// - Throws: `SimulationError` for another number of inputs.
  public func bytes(of numbers: [[Float]]) throws(SimulationError) -> [[UInt8]] {
    guard numbers.count == graph.inputs.count else {
      throw SimulationError(.inputCount(found: numbers.count, expected: graph.inputs.count))
    }
    return graph.inputs.indices.map { index in
      let value = graph.values[graph.inputs[index]]
      return inputs[index].bytes(of: numbers[index], shape: value.shape, quantization: value.quantization)
    }
  }
}

/// What is added up over samples for one value.
private struct Sum {
  var cosine = 0.0
  var sqnr = 0.0
  var relativeError = 0.0
  var maximum = 0.0
  var ownCosine = 0.0
  var ownSQNR = 0.0
  var clipped = 0
  var count = 0
  var largestShare = 0.0

  /// Compares one sample's elements, and rounds the reference alone to see what the codes themselves cost.
  mutating func add(
    _ reference: [Float], _ found: [Float], _ quantization: AffineQuantization?, _ type: ElementType,
    _ log10: (Double) -> Double
  ) {
    let difference = Difference(reference, found, log10: log10)
    cosine += difference.cosine
    sqnr += min(difference.sqnr, 200)
    relativeError += min(difference.relativeError, 1e6)
    maximum = max(maximum, difference.maximum)
    count += reference.count
    guard let quantization else {
      (ownCosine, ownSQNR, largestShare) = (ownCosine + 1, ownSQNR + 200, 1)
      return
    }
    let (least, greatest): (Float, Float) = type == .int16 ? (-32768, 32767) : (-128, 127)
    let zero = Float(quantization.zeroPoint)
    var rounded = reference
    for index in rounded.indices {
      let steps = (reference[index] / quantization.scale).rounded(.toNearestOrEven) + zero
      let code = min(max(steps, least), greatest)
      if abs(steps - code) >= 1 { clipped += 1 }
      largestShare = max(largestShare, Double(abs(code - zero) / max(greatest - zero, zero - least)))
      rounded[index] = (code - zero) * quantization.scale
    }
    let own = Difference(reference, rounded, log10: log10)
    ownCosine += own.cosine
    ownSQNR += min(own.sqnr, 200)
  }

  func means(_ samples: Int) -> NodeComparison.Metrics {
    let number = Double(max(1, samples))
    return NodeComparison.Metrics(
      cosine: cosine / number, sqnr: sqnr / number, relativeError: relativeError / number, maximum: maximum,
      ownCosine: ownCosine / number, ownSQNR: ownSQNR / number,
      clippedShare: Double(clipped) / Double(max(1, count)), usedShare: largestShare)
  }
}
