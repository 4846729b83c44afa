import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("comparing codes with floats")
struct GraphComparisonTests {
  @Test("is the same whatever memory it takes")
  func stretches() throws {
    let run = try QuantizerRun(SampleNetwork.named("mobile"))
    let samples = SampleNetwork.samples(run.prepared, count: 2, seed: 1)
    let whole = try run.compared(samples)
    let parts = try run.compared(samples, byteLimit: 5000)
    #expect(whole.nodes == parts.nodes && whole.outputs == parts.outputs)
    #expect(whole.nodes.count >= 9)
    #expect(
      whole.nodes.allSatisfy { $0.metrics.cosine > 0.97 && $0.metrics.ownCosine >= $0.metrics.cosine - 0.01 })
  }

  @Test("metrics are those of the outputs themselves")
  func metrics() throws {
    let run = try QuantizerRun(SampleNetwork.named("residual"))
    let sample = SampleNetwork.samples(run.prepared, count: 1, seed: 6)[0]
    let math = GraphProgramTests.math
    let bytes = try run.quantized.bytes(of: sample)
    #expect(bytes == sample.map { Tensor(floats: $0, shape: Shape([$0.count])).bytes })
    let codes = try GraphProgram(run.quantized.graph, options: RunOptions(), math: math)
      .run(bytes, observe: nil)[0].floats
    let floats = try GraphProgram(run.prepared, options: RunOptions(), math: math)
      .run(bytes, observe: nil)[0].floats
    let expected = Difference(floats, codes, log10: Foundation.log10)
    let found = try #require(try run.compared([sample]).outputs.first)
    #expect(found.cosine == expected.cosine && found.sqnr == expected.sqnr)
    #expect(found.relativeError == expected.relativeError && found.maximum == expected.maximum)
    #expect(found.cosine < 1 && found.sqnr > 10)
  }

  @Test("the sum before a ReLU is cut off like its result, and left out")
  func clipped() throws {
    let run = try QuantizerRun(SampleNetwork.named("residual"))
    let add = try #require(run.prepared.nodes.first { $0.label == "Add" })
    let relu = try #require(run.prepared.nodes.first { $0.inputs == add.outputs })
    let values = run.quantized.graph.values
    #expect(values[add.outputs[0]].quantization == values[relu.outputs[0]].quantization)
    #expect(!run.quantized.comparable.contains(add.outputs[0]))
    #expect(run.quantized.comparable.contains(relu.outputs[0]))
  }

  /// A network whose second convolution's outputs have an outlier in one channel.
  private static func outlier() -> Graph {
    var network = SampleNetwork(seed: 31, input: [3, 8, 8])
    network.convolution(8, activation: .relu)
    network.convolution(8)
    if case .floatConvolution(var convolution) = network.graph.nodes[1].operation {
      for index in 0..<72 { convolution.weights[index] *= 200 }
      network.graph.nodes[1].operation = .floatConvolution(convolution)
    }
    network.current = network.add(
      "Softmax", .softmax(axis: 1), inputs: [1, 2].suffix(1), shape: [1, 8, 8, 8])
    return network.finished()
  }

  @Test("a node whose own codes are too coarse is to be raised to 16 bits")
  func coarse() throws {
    let graph = Self.outlier()
    let run = try QuantizerRun(graph)
    let samples = SampleNetwork.samples(graph, count: 2, seed: 2)
    let comparison = try run.compared(samples)
    #expect(comparison.worst(2).count == 2)
    let node = comparison.nodes[1]
    let advice = node.advice(QuantizationScheme(), below: 1)
    #expect(advice.contains { if case .raiseTo16Bits = $0 { true } else { false } }, "\(node)")
    let raised = try QuantizerRun(graph, QuantizationScheme(overrides: [.init(.name(node.name), .bits16)]))
    let after = try raised.compared(samples).nodes[1]
    #expect(1 - after.metrics.cosine < (1 - node.metrics.cosine) / 2)
  }

  @Test("a range that cuts numbers off, or leaves codes unused, asks for another method")
  func ranges() throws {
    let graph = SampleNetwork.named("residual")
    let samples = SampleNetwork.samples(graph, count: 2, seed: 2)
    let run = try QuantizerRun(graph)
    for (factor, isWider) in [(Float(0.2), true), (5, false)] {
      let ranges = run.ranges.map { range in
        range.map { ValueRange(($0.lower * factor)...($0.upper * factor)) }
      }
      let codes = try GraphQuantizer.quantize(run.prepared, ranges: ranges, scheme: QuantizationScheme())
      var comparison = try GraphComparison(
        run.prepared, codes, math: GraphProgramTests.math, log10: Foundation.log10)
      for sample in samples { try comparison.add(sample) }
      let advice = try #require(comparison.worst(1).first).advice(QuantizationScheme(), below: 1)
      switch (advice.first, isWider) {
      case (.widerRange(let share), true): #expect(share > 0.01)
      case (.narrowerRange(let share), false): #expect(share < 0.3)
      default: Issue.record("\(advice)")
      }
    }
  }

  @Test("a node that is good gets no advice, one that inherits its error is told so")
  func inherited() {
    func node(cosine: Double, own: Double) -> NodeComparison {
      NodeComparison(
        index: 3, name: "n", label: "Conv", value: "v", precision: .bits8,
        NodeComparison.Metrics(
          cosine: cosine, sqnr: 20, relativeError: 0.1, maximum: 1, ownCosine: own, ownSQNR: 40,
          clippedShare: 0, usedShare: 1), weightRatio: 100)
    }
    #expect(node(cosine: 0.995, own: 0.999).advice(QuantizationScheme()) == [])
    #expect(node(cosine: 0.9, own: 0.999).advice(QuantizationScheme()) == [.lookBefore(ownCosine: 0.999)])
    #expect(
      node(cosine: 0.9, own: 0.999).advice(QuantizationScheme(hasWeightStepPerChannel: false))
        == [.weightStepPerChannel(ratio: 100)])
  }
}
