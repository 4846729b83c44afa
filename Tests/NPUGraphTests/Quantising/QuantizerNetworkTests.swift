import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

/// Calibrates, quantises and compares.
struct QuantizerRun {
  let prepared: Graph
  let ranges: [ValueRange?]
  let quantized: QuantizedGraph

  init(
    _ graph: Graph, _ scheme: QuantizationScheme = QuantizationScheme(),
    method: CalibrationMethod = .minMax, inputs: [InputForm] = [], samples: [[[Float]]]? = nil
  ) throws {
    prepared = graph.preparedForQuantization()
    let samples = samples ?? SampleNetwork.samples(graph, count: 8, seed: 77)
    var calibrator = try GraphCalibrator(
      prepared, method: method, sampleCount: samples.count, math: GraphProgramTests.math)
    for pass in 1...calibrator.passCount {
      if pass > 1 { calibrator.beginNextPass() }
      for sample in samples { try calibrator.add(sample) }
    }
    ranges = try calibrator.ranges()
    quantized = try GraphQuantizer.quantize(prepared, ranges: ranges, scheme: scheme, inputs: inputs)
  }

  func compared(_ samples: [[[Float]]], byteLimit: Int = 64 << 20) throws -> GraphComparison {
    var comparison = try GraphComparison(
      prepared, quantized, byteLimit: byteLimit, math: GraphProgramTests.math, log10: Foundation.log10)
    for sample in samples { try comparison.add(sample) }
    return comparison
  }

  /// The least cosine of all outputs on samples that were not calibrated with.
  func cosine() throws -> Double {
    let samples = SampleNetwork.samples(prepared, count: 3, seed: 99)
    return try compared(samples).outputs.map(\.cosine).min() ?? 0
  }
}

@Suite("networks of codes")
struct QuantizerNetworkTests {
  static let names = SampleNetwork.all.map(\.name)

  @Test("a prepared network computes the same", arguments: names)
  func preparation(name: String) throws {
    let graph = SampleNetwork.named(name)
    let sample = SampleNetwork.samples(graph, count: 1, seed: 5)[0]
    let bytes = sample.map { Tensor(floats: $0, shape: Shape([$0.count])).bytes }
    let math = GraphProgramTests.math
    let a = try GraphProgram(graph, options: RunOptions(), math: math).run(bytes, observe: nil)
    let b = try GraphProgram(graph.preparedForQuantization(), options: RunOptions(), math: math)
      .run(bytes, observe: nil)
    #expect(a == b)
  }

  @Test("8 bits: cosine from 0.999 on", arguments: names, [false, true])
  func bits8(name: String, isSymmetric: Bool) throws {
    let run = try QuantizerRun(
      SampleNetwork.named(name), QuantizationScheme(isSymmetric: isSymmetric))
    let cosine = try run.cosine()
    #expect(cosine >= 0.999 && cosine < 1, "\(cosine)")
    for node in run.quantized.graph.nodes {
      if case .floatConvolution = node.operation { Issue.record("\(node.name) runs on floats") }
    }
  }

  @Test("16 bits: cosine from 0.9999 on", arguments: names)
  func bits16(name: String) throws {
    let run = try QuantizerRun(SampleNetwork.named(name), QuantizationScheme(precision: .bits16))
    // Samples that were calibrated with: what lies beyond the range is the range's fault.
    let samples = SampleNetwork.samples(run.prepared, count: 8, seed: 77)
    let cosine = try run.compared(samples).outputs.map(\.cosine).min() ?? 0
    #expect(cosine >= 0.9999, "\(cosine)")
    #expect(run.quantized.graph.values.contains { $0.elementType == .int16 })
  }

  @Test("every method of calibration, end to end", arguments: CalibrationEdgeTests.methods)
  func methods(method: CalibrationMethod) throws {
    let cosine = try QuantizerRun(SampleNetwork.named("residual"), method: method).cosine()
    // TensorRT's rule cuts most off where samples are as few as here.
    #expect(cosine >= (method == .entropy(.everyBin) ? 0.8 : 0.98), "\(cosine)")
  }

  @Test("a sum and what follows become part of the convolution before it, rounded once")
  func residuals() throws {
    let run = try QuantizerRun(SampleNetwork.named("residual"))
    let sums = run.quantized.graph.nodes.filter { $0.inputs.count == 2 }
    #expect(sums.count == 1)
    guard case .integerConvolution(let sum) = sums.first?.operation else {
      Issue.record("no convolution has two inputs")
      return
    }
    #expect(sum.requantization.operand?.function == .add)
    #expect(!run.quantized.graph.nodes.contains { if case .binary = $0.operation { true } else { false } })
    #expect(!run.quantized.graph.nodes.contains { $0.label == "Relu" })
    // Every node of the network of floats has one line.
    #expect(run.quantized.nodes.map(\.name) == run.prepared.nodes.map(\.name))
    // What is read by others, given out, or of other precision, stays a node.
    let adding = run.prepared.nodes.first { if case .binary(.add) = $0.operation { true } else { false } }
    let name = try #require(adding?.name)
    let wide = try QuantizerRun(
      SampleNetwork.named("residual"), QuantizationScheme(overrides: [.init(.name(name), .bits16)]))
    #expect(wide.quantized.graph.nodes.contains { if case .binary = $0.operation { true } else { false } })
  }

  @Test("sums of convolutions with each other, with themselves, and with what is given out")
  func unusualResiduals() throws {
    var network = SampleNetwork(seed: 21, input: [3, 10, 10])
    network.convolution(8, activation: .relu)
    let trunk = network.current
    network.convolution(8)
    let left = network.current
    network.current = trunk
    network.convolution(8, kernel: 1)
    network.binary(.add, with: left)
    let both = network.current
    network.convolution(8)
    network.binary(.add, with: network.current)
    network.binary(.add, with: both)
    network.convolution(8)
    let given = network.current
    network.binary(.add, with: both)
    network.convolution(4)
    var graph = network.finished()
    graph.outputs.append(given)
    let run = try QuantizerRun(graph)
    let sums = run.quantized.graph.nodes.filter {
      if case .integerConvolution = $0.operation { $0.inputs.count == 2 } else { false }
    }
    // Of the two convolutions that are added, the later one; a value added to itself and one that is given out stay.
    #expect(sums.count == 1)
    // Samples that were calibrated with: what lies beyond the range is the range's fault.
    let cosines = try run.compared(SampleNetwork.samples(graph, count: 8, seed: 77)).outputs.map(\.cosine)
    #expect(cosines.count == 2 && cosines.allSatisfy { $0 >= 0.999 }, "\(cosines)")
  }

  @Test("weights with one step for all are coarser than with a step per channel")
  func weightSteps() throws {
    var network = SampleNetwork(seed: 9, input: [3, 12, 12])
    network.convolution(8, activation: .relu)
    network.convolution(8)
    guard case .floatConvolution(var last) = network.graph.nodes[1].operation else { return }
    // Channels whose weights are up to 128 times apart.
    for index in last.weights.indices {
      last.weights[index] *= Float(sign: .plus, exponent: -(index / 72), significand: 1)
    }
    network.graph.nodes[1].operation = .floatConvolution(last)
    let graph = network.finished()
    let perTensor = QuantizationScheme(precision: .bits16, hasWeightStepPerChannel: false, wideWeightBits: 8)
    let perChannel = QuantizationScheme(precision: .bits16, wideWeightBits: 8)
    let coarse = try QuantizerRun(graph, perTensor)
    let samples = SampleNetwork.samples(graph, count: 2, seed: 4)
    let (a, b) = (
      try coarse.compared(samples).nodes, try QuantizerRun(graph, perChannel).compared(samples).nodes
    )
    #expect(a[1].metrics.relativeError > 1.2 * b[1].metrics.relativeError)
    #expect(abs((a[1].weightRatio ?? 0) / 128 - 1) < 0.6)
    #expect(
      a[1].advice(perTensor, below: 1).contains { if case .weightStepPerChannel = $0 { true } else { false } }
    )
    #expect(
      !b[1].advice(perChannel, below: 1).contains {
        if case .weightStepPerChannel = $0 { true } else { false }
      })
  }

  @Test("two runs give the same network")
  func determinism() throws {
    func text() throws -> String {
      let run = try QuantizerRun(SampleNetwork.named("mobile"), method: .entropy(.growing))
      return "\(run.quantized.graph)"
    }
    #expect(try text() == text())
  }

  @Test("a node raised to floats, or to 16 bits, is named and computes so")
  func overrides() throws {
    let graph = SampleNetwork.named("residual")
    let name = graph.nodes[3].name
    for precision in [QuantizationScheme.Precision.float, .bits16] {
      let run = try QuantizerRun(
        graph, QuantizationScheme(overrides: [.init(.label("Conv"), .bits8), .init(.name(name), precision)]))
      let index = try #require(run.prepared.nodes.firstIndex { $0.name == name })
      #expect(run.quantized.nodes[index].precision == precision)
      let type = run.quantized.graph.values[run.prepared.nodes[index].outputs[0]].elementType
      #expect(type == (precision == .float ? .float32 : .int16))
      #expect(try run.cosine() >= 0.99)
    }
  }

  @Test("joined maps, and maps that only move, keep one set of codes")
  func sharing() throws {
    let curved = try QuantizerRun(SampleNetwork.named("curved"))
    let join = try #require(curved.quantized.graph.nodes.first { $0.label == "Concat" })
    let values = curved.quantized.graph.values
    let joined = values[join.outputs[0]].quantization
    #expect(values[join.inputs[0]].quantization == joined)
    let own = try #require(curved.ranges[join.inputs[0]])
    #expect(QuantizationScheme().quantization(of: own, bits: 8) != joined)
    let residual = try QuantizerRun(SampleNetwork.named("residual"))
    let pool = try #require(residual.quantized.graph.nodes.first { $0.label == "MaxPool" })
    let graph = residual.quantized.graph
    #expect(graph.values[pool.inputs[0]].quantization == graph.values[pool.outputs[0]].quantization)
  }

  @Test("outputs can stay codes")
  func codesOut() throws {
    let run = try QuantizerRun(SampleNetwork.named("residual"), QuantizationScheme(hasFloatOutputs: false))
    #expect(run.quantized.graph.values[run.quantized.graph.outputs[0]].elementType == .int8)
    #expect(!run.quantized.graph.nodes.contains { $0.label == "Dequantize" })
    #expect(try run.cosine() >= 0.99)
  }
}
