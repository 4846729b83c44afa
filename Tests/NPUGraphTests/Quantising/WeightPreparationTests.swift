import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("weights are prepared for codes")
struct WeightPreparationTests {
  /// Three convolutions, the middle one depthwise, with channels up to 64 times apart.
  private static func uneven() -> Graph {
    var network = SampleNetwork(seed: 41, input: [3, 10, 10])
    network.convolution(8, activation: .relu)
    network.convolution(8, groups: 8)
    network.activation("LeakyRelu", .leakyRelu(slope: 0.2))
    network.convolution(6, kernel: 1)
    guard case .floatConvolution(var first) = network.graph.nodes[0].operation,
      case .floatConvolution(var second) = network.graph.nodes[1].operation
    else { return Graph() }
    for channel in 0..<8 {
      let factor = Float(1 << (channel % 7))
      for index in (channel * 27)..<(channel * 27 + 27) { first.weights[index] *= factor }
      first.bias[channel] *= factor
      for index in (channel * 9)..<(channel * 9 + 9) { second.weights[index] /= factor }
    }
    network.graph.nodes[0].operation = .floatConvolution(first)
    network.graph.nodes[1].operation = .floatConvolution(second)
    return network.finished().preparedForQuantization()
  }

  @Test("equalised weights compute the same, and lose less to one step for all")
  func equalization() throws {
    let (graph, equalized) = (Self.uneven(), Self.uneven().equalized())
    let samples = SampleNetwork.samples(graph, count: 2, seed: 8)
    for sample in samples {
      let bytes = sample.map { Tensor(floats: $0, shape: Shape([$0.count])).bytes }
      let results = try [graph, equalized].map {
        try GraphProgram($0, options: RunOptions(), math: GraphProgramTests.math).run(bytes, observe: nil)[0]
          .floats
      }
      #expect(Difference(results[0], results[1], log10: Foundation.log10).relativeError < 1e-5)
      #expect(results[0] != results[1])
    }
    let scheme = QuantizationScheme(hasWeightStepPerChannel: false)
    let before = try QuantizerRun(graph, scheme).compared(samples).outputs[0].relativeError
    let after = try QuantizerRun(equalized, scheme).compared(samples).outputs[0].relativeError
    #expect(after < before / 2, "\(before) \(after)")
  }

  @Test("what does not scale, or is read twice, is left alone")
  func leftAlone() {
    for name in ["residual", "classifier"] {
      let graph = SampleNetwork.named(name).preparedForQuantization()
      let before = graph.nodes.map { "\($0.operation)" }
      let after = graph.equalized().nodes.map { "\($0.operation)" }
      // Read by an addition as well, or through a pool.
      #expect(before[0] == after[0])
    }
  }

  @Test("corrected biases bring the means of results nearer")
  func biasCorrection() throws {
    // Numbers of one sign, whose errors add up; weights of few codes, since one channel's are large.
    var network = SampleNetwork(seed: 51, input: [6, 8, 8])
    network.convolution(8, padding: 0)
    if case .floatConvolution(var convolution) = network.graph.nodes[0].operation {
      for index in 54..<convolution.weights.count { convolution.weights[index] /= 20 }
      network.graph.nodes[0].operation = .floatConvolution(convolution)
    }
    let graph = network.finished()
    let samples = SampleNetwork.samples(graph, count: 6, seed: 9).map { $0.map { $0.map { abs($0) + 1 } } }
    var calibrator = try GraphCalibrator(
      graph, method: .minMax, sampleCount: samples.count, math: GraphProgramTests.math)
    for sample in samples { try calibrator.add(sample) }
    let means = calibrator.channelMeans
    let plain = samples.flatMap { $0[0][..<64] }.reduce(0, +) / Float(6 * 64)
    #expect(abs((means[0]?.first ?? 0) - plain) < 1e-4 && means.count == 1)
    // Finer codes of the output than it needs, so that the means show.
    let ranges = try calibrator.ranges()
    let scheme = QuantizationScheme(hasWeightStepPerChannel: false)
    let errors = try [[:], means].map { means in
      let codes = try GraphQuantizer.quantize(graph, ranges: ranges, scheme: scheme, channelMeans: means)
      var comparison = try GraphComparison(
        graph, codes, math: GraphProgramTests.math, log10: Foundation.log10)
      for sample in samples { try comparison.add(sample) }
      return comparison.outputs[0].relativeError
    }
    #expect(errors[1] < errors[0] * 0.9, "\(errors)")
  }
}
