import Foundation
import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("pixels as inputs")
struct PixelInputTests {
  /// Pictures as the network of floats gets them.
  private static func samples(slopes: [Float], offsets: [Float], count: Int, seed: UInt64) -> [[[Float]]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      [
        (0..<(3 * 100)).map { index in
          let channel = index / 100
          let slope = slopes[slopes.count == 1 ? 0 : channel]
          // Brighter towards the end, and of different colours.
          let pixel = Float(Int.random(in: 0...155, using: &random) + index / 3 % 100)
          return pixel * slope + offsets[offsets.count == 1 ? 0 : channel]
        }
      ]
    }
  }

  private static func network(padding: Int) -> Graph {
    var network = SampleNetwork(seed: 12, input: [3, 10, 10])
    network.convolution(8, padding: padding, activation: .relu)
    network.convolution(6)
    return network.finished()
  }

  /// Slopes, offsets, padding, and the nodes before the first convolution.
  @Test(
    "are folded where they can be, and a table else",
    arguments: [
      // One step for all, 0 is pixel 128: codes as they are.
      ([1 / 64] as [Float], [-2] as [Float], 1, 0),
      // 0 is pixel 0 in all channels, slopes differ: folded into weights, also with padding.
      ([0.02, 0.03, 0.01], [0, 0, 0], 1, 0),
      // 0 is no pixel: folded into weights and biases without padding, else a node.
      ([0.017, 0.0175, 0.0174], [-2.1179, -2.0357, -1.8044], 0, 0),
      ([0.017, 0.0175, 0.0174], [-2.1179, -2.0357, -1.8044], 1, 1),
    ])
  func forms(slopes: [Float], offsets: [Float], padding: Int, before: Int) throws {
    let graph = Self.network(padding: padding)
    let samples = Self.samples(slopes: slopes, offsets: offsets, count: 6, seed: 3)
    let run = try QuantizerRun(
      graph, inputs: [.pixels(slopes: slopes, offsets: offsets)], samples: samples)
    let nodes = run.quantized.graph.nodes
    let first = try #require(
      nodes.firstIndex { if case .integerConvolution = $0.operation { true } else { false } })
    #expect(first == before && nodes.count == 3 + before)
    #expect(run.quantized.graph.values[run.quantized.graph.inputs[0]].elementType == .int8)
    let unseen = Self.samples(slopes: slopes, offsets: offsets, count: 2, seed: 30)
    let cosine = try run.compared(unseen).outputs[0].cosine
    #expect(cosine >= 0.995, "\(cosine)")
    // Codes of a range of floats of their own are no better than pixels.
    let floats = try QuantizerRun(graph, samples: samples).compared(unseen).outputs[0].cosine
    #expect(1 - cosine < 3 * (1 - floats), "\(cosine) \(floats)")
  }

  @Test("pixels become the bytes that they are")
  func bytes() {
    let form = InputForm.pixels(means: [128], deviations: [64])
    let numbers: [Float] = [-2, -1, 0, 127 / 64, 100, -.infinity, .nan]
    let bytes = form.bytes(of: numbers, shape: Shape([1, 1, 1, 7]), quantization: nil)
    #expect(bytes.map { $0 ^ 0x80 } == [0, 64, 128, 255, 255, 0, 0])
    #expect(
      InputForm.pixels(means: [1, 2], deviations: [4])
        == .pixels(slopes: [0.25, 0.25], offsets: [-0.25, -0.5]))
  }

  @Test("wrong preprocessing lowers the cosine")
  func wrongPreprocessing() throws {
    let (slopes, offsets): ([Float], [Float]) = ([0.017, 0.0175, 0.0174], [-2.1179, -2.0357, -1.8044])
    let samples = Self.samples(slopes: slopes, offsets: offsets, count: 6, seed: 3)
    let run = try QuantizerRun(
      Self.network(padding: 1), inputs: [.pixels(slopes: slopes, offsets: offsets)], samples: samples)
    var comparison = try GraphComparison(
      run.prepared, run.quantized, math: GraphProgramTests.math, log10: Foundation.log10)
    for sample in samples {
      // Red and blue swapped.
      let swapped = Array(sample[0][200...]) + sample[0][100..<200] + sample[0][..<100]
      try comparison.add(sample, codesOf: [swapped])
    }
    let right = try run.compared(samples).outputs[0].cosine
    #expect(right > 0.995 && comparison.outputs[0].cosine < right - 0.01)
  }

  @Test("a window of more channels than the input has is refused when it is to run, not before")
  func wrongWindow() throws {
    var graph = Self.network(padding: 0)
    graph.values[0].shape = Shape([1, 2, 10, 10])
    let quantized = try GraphQuantizer.quantize(
      graph, ranges: graph.values.map { _ in ValueRange(-1...1) }, scheme: QuantizationScheme(),
      inputs: [.pixels(slopes: [0.1, 0.2], offsets: [1, 2])])
    #expect(throws: SimulationError.self) {
      _ = try GraphProgram(quantized.graph, options: RunOptions(), math: GraphProgramTests.math)
    }
  }

  @Test("forms without meaning are refused by name")
  func refusals() throws {
    let graph = Self.network(padding: 1)
    for form in [
      InputForm.pixels(slopes: [1, 2], offsets: [0]), .pixels(slopes: [0], offsets: [0]),
      .pixels(slopes: [1], offsets: [.nan]),
    ] {
      let error = #expect(throws: QuantizationError.self) { _ = try QuantizerRun(graph, inputs: [form]) }
      #expect(error?.description.hasPrefix("input x has ") == true)
    }
    #expect(throws: QuantizationError(.count(of: "forms of inputs", found: 2, expected: 1))) {
      _ = try QuantizerRun(graph, inputs: [.floats, .floats])
    }
  }
}
