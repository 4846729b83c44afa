import NPUGraph
import OpKernels
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("convolutions of codes equal plain integers")
struct IntegerConvolutionQuantizingTests {
  struct Layer: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var channels = 8
    var kernel = 3
    var stride = 1
    var padding = 1
    var groups = 1
    var activation: Activation = .identity
    var isTransposed = false

    static let all = [
      Layer(testDescription: "dense"),
      Layer(testDescription: "strided", channels: 5, stride: 2, activation: .relu),
      Layer(testDescription: "depthwise", groups: 8, activation: .clip(0...1.5)),
      Layer(testDescription: "grouped", channels: 12, kernel: 5, padding: 2, groups: 4),
      Layer(
        testDescription: "pointwise", channels: 16, kernel: 1, padding: 0, activation: .leakyRelu(slope: 0.1)),
      Layer(
        testDescription: "parametric", activation: .prelu(slopes: [0.5, -0.25, 2, 0, 0.01, 0.3, -1.5, 0.75])),
      Layer(testDescription: "transposed", channels: 6, kernel: 4, stride: 2, isTransposed: true),
      Layer(
        testDescription: "transposed depthwise", kernel: 2, stride: 2, padding: 0, groups: 8,
        isTransposed: true),
    ]
  }

  /// The sum of one output element by definition, in steps of input and weights, and the step of the weights.
  private struct Definition {
    let convolution: FloatConvolution
    let weights: [Int]
    let steps: [Double]
    let input: AffineQuantization

    init(_ convolution: FloatConvolution, _ input: AffineQuantization, perChannel: Bool) {
      (self.convolution, self.input) = (convolution, input)
      let count = convolution.weights.count / convolution.window.outputChannels
      let all = convolution.weights.map { abs(Double($0)) }.max() ?? 0
      var steps: [Double] = []
      for channel in 0..<convolution.window.outputChannels {
        let own = convolution.weights[(channel * count)..<((channel + 1) * count)].map { abs(Double($0)) }
        steps.append((perChannel ? own.max() ?? 0 : all) / 127)
      }
      self.steps = steps
      weights = convolution.weights.enumerated().map {
        Int((Double($0.element) / steps[$0.offset / count]).rounded(.toNearestOrEven))
      }
    }

    func value(_ codes: [Int8], channel: Int, row: Int, column: Int) -> Double {
      let window = convolution.window
      let depth = window.inputChannelsPerGroup
      var sum = 0
      for y in 0..<window.inputHeight {
        for x in 0..<window.inputWidth {
          let (tapRow, tapColumn): (Int, Int)
          if convolution.isTransposed {
            tapRow = row + window.paddingTop - y * window.strideHeight
            tapColumn = column + window.paddingLeft - x * window.strideWidth
          } else {
            tapRow = y - row * window.strideHeight + window.paddingTop
            tapColumn = x - column * window.strideWidth + window.paddingLeft
          }
          guard (0..<window.kernelHeight).contains(tapRow), (0..<window.kernelWidth).contains(tapColumn)
          else {
            continue
          }
          for inner in 0..<depth {
            let source = channel / window.outputChannelsPerGroup * depth + inner
            let code = codes[(source * window.inputHeight + y) * window.inputWidth + x]
            let weight = weights[
              ((channel * depth + inner) * window.kernelHeight + tapRow) * window.kernelWidth + tapColumn]
            sum += weight * (Int(code) - Int(input.zeroPoint))
          }
        }
      }
      let step = Double(input.scale) * steps[channel]
      let bias = (Double(convolution.bias[channel]) / step).rounded(.toNearestOrEven)
      let result = (Double(sum) + bias) * step
      switch convolution.activation {
      case .relu: return max(result, 0)
      case .clip(let range): return min(max(result, Double(range.lowerBound)), Double(range.upperBound))
      case .leakyRelu(let slope): return result < 0 ? result * Double(slope) : result
      case .prelu(let slopes): return result < 0 ? result * Double(slopes[channel]) : result
      default: return result
      }
    }
  }

  @Test("every element", arguments: Layer.all, [true, false])
  func elements(layer: Layer, perChannel: Bool) throws {
    var network = SampleNetwork(seed: 21, input: [8, 7, 9])
    network.convolution(
      layer.channels, kernel: layer.kernel, stride: layer.stride, padding: layer.padding,
      groups: layer.groups,
      activation: layer.activation, isTransposed: layer.isTransposed)
    let run = try QuantizerRun(
      network.finished(),
      QuantizationScheme(hasWeightStepPerChannel: perChannel, hasFloatOutputs: false), inputs: [.codes])
    let graph = run.quantized.graph
    guard graph.nodes.count == 1, case .integerConvolution = graph.nodes[0].operation,
      case .floatConvolution(let source) = run.prepared.nodes[0].operation
    else {
      Issue.record("no convolution of codes alone")
      return
    }
    let input = try #require(graph.values[graph.inputs[0]].quantization)
    let output = try #require(graph.values[graph.outputs[0]].quantization)
    var random = SplitMix64(seed: 8)
    let bytes = random.bytes(8 * 7 * 9)
    let result = try GraphProgram(graph, options: RunOptions(), math: GraphProgramTests.math)
      .run([bytes], observe: nil)[0].bytes.map { Int8(bitPattern: $0) }
    let definition = Definition(source, input, perChannel: perChannel)
    let window = source.window
    var (index, ties) = (0, 0)
    for channel in 0..<window.outputChannels {
      for row in 0..<window.outputHeight {
        for column in 0..<window.outputWidth {
          let value = definition.value(
            bytes.map { Int8(bitPattern: $0) }, channel: channel, row: row, column: column)
          // Bounds lie on the grid of codes.
          var steps = value / Double(output.scale)
          if case .clip(let range) = layer.activation {
            steps = min(steps, Double((range.upperBound / output.scale).rounded(.toNearestOrEven)))
          }
          let expected = min(max(steps.rounded(.toNearestOrEven) + Double(output.zeroPoint), -128), 127)
          // Leaky functions keep eight bits behind the point, factors twenty.
          let isTie = abs(abs(steps - steps.rounded(.down)) - 0.5) < 0.01
          ties += isTie ? 1 : 0
          #expect(abs(Double(result[index]) - expected) <= (isTie ? 1 : 0), "\(channel) \(row) \(column)")
          index += 1
        }
      }
    }
    #expect(index == result.count && ties < index / 20 && Set(result).count > 30)
  }

  @Test("factors keep 20 bits, and products are exact in doubles", arguments: [8, 64, 512])
  func factors(depth: Int) throws {
    var network = SampleNetwork(seed: UInt64(depth), input: [depth, 4, 4])
    network.convolution(8, activation: .relu)
    guard case .floatConvolution(var source) = network.graph.nodes[0].operation else { return }
    let count = source.weights.count / 8
    // Channels whose weights are up to 28 times apart.
    for index in source.weights.indices { source.weights[index] *= 1 / Float(1 + index / count * 4) }
    network.graph.nodes[0].operation = .floatConvolution(source)
    let run = try QuantizerRun(network.finished(), inputs: [.codes])
    guard case .integerConvolution(let codes) = run.quantized.graph.nodes[0].operation else {
      Issue.record("no convolution of codes")
      return
    }
    let graph = run.quantized.graph
    let input = try #require(graph.values[0].quantization)
    let output = try #require(graph.values[run.prepared.nodes[0].outputs[0]].quantization)
    let stage = codes.requantization.first
    for channel in 0..<8 {
      let weights = source.weights[(channel * count)..<((channel + 1) * count)]
      let step = Double(weights.reduce(0) { max($0, $1.magnitude) }) / 127
      let multiplier = Double(input.scale) * step / Double(output.scale)
      let factor = Double(stage.factors[channel]) / Double(1 << Int(stage.shift))
      #expect(abs(factor / multiplier - 1) <= 0x1p-20)
      let magnitude = codes.weights[(channel * count)..<((channel + 1) * count)].reduce(0.0) {
        $0 + 128 * abs(Double($1))
      }
      let largest = magnitude + abs(Double(codes.bias[channel]))
      #expect(largest * Double(stage.factors[channel]) < 0x1p51)
    }
  }

  @Test("channels of zeros, huge biases and tiny weights stay in their ranges")
  func degenerate() throws {
    var network = SampleNetwork(seed: 4, input: [4, 3, 3])
    network.convolution(6, kernel: 1)
    guard case .floatConvolution(var source) = network.graph.nodes[0].operation else { return }
    for index in 0..<4 { source.weights[index] = 0 }
    for index in 4..<8 { source.weights[index] = 1e-38 }
    for index in 8..<12 { source.weights[index] = 3e37 }
    source.bias = [2.5, -1e20, 0.5, 1e30, 0, -3e38]
    network.graph.nodes[0].operation = .floatConvolution(source)
    let graph = network.finished()
    let run = try QuantizerRun(graph)
    guard case .integerConvolution = run.quantized.graph.nodes[1].operation else {
      Issue.record("no convolution of codes")
      return
    }
    // The bias of the last channel fills the range; what is computed is that and zeros.
    #expect(try run.cosine() > 0.99)
  }
}
