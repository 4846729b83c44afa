import RockchipNPU
import Simulation
import Tensors
import TestSupport
import Testing

@Suite("a Rockchip model of our own")
struct RKNNModelTests {
  static func sample(version: Int = 6) -> SampleRKNN {
    var sample = SampleRKNN()
    sample.version = version
    return sample
  }

  @Test("is read as it was written", arguments: [2, 6])
  func reading(version: Int) throws {
    let model = try RKNNModel(Self.sample(version: version).bytes)
    #expect(model.generation == "RKNPU v2" && model.platform == "rk3588" && model.framework == "ONNX")
    #expect(model.toolkit == "2.3.2 (sample)" && model.customText == "a sample")
    #expect(model.weightByteCount == 1216 && model.arenaByteCount == 720)
    #expect(
      model.tensors.map(\.name)
        == ["", "images", "conv.weight", "conv.bias", "features", "output", "regcmd", "task"])
    #expect(model.nodes.map(\.operation) == ["InputOperator", "ConvRelu", "MaxPool", "OutputOperator"])
    #expect(model.inputs == [1] && model.outputs == [5] && model.programStarts == [0, 0, 0, 1, 3])
    let input = model.tensors[1]
    #expect(input.elementType == .int8 && input.layout == .atoms && input.role == .input)
    #expect(input.shape == Shape([1, 4, 5, 6]) && input.scales == [0.05] && input.zeroPoints == [-3])
    #expect(input.minima == [-128 * 0.05 as Float] && input.maxima == [127 * 0.05 as Float])
    #expect(model.contents(of: model.tensors[2]).count == 1152 && model.contents(of: input).isEmpty)
    #expect(model.nodes[1].attributes == nil && model.nodes[1].isOnNPU && !model.nodes[0].isOnNPU)
    let attributes = try #require(model.nodes[2].attributes)
    #expect(attributes.integers("kernel_shape") == [2, 2] && attributes.integer("count_include_pad") == 0)
    #expect(attributes.text("auto_pad") == "NOTSET" && attributes.number("epsilon") == 0.5)
    #expect(attributes.names.count == 6 && attributes.integer("none") == nil)
    #expect(model.normalizations.map(\.means) == [[127.5, 127.5, 127.5, 127.5]])
    #expect(model.nodes[1].commandTensors == (version == 2 ? [6] : []))
  }

  @Test("is described without being run") func description() throws {
    let model = RockchipModel(try RKNNModel(Self.sample().bytes))
    let identity = model.identity
    #expect(identity.format == "rknn" && identity.version == 6 && identity.chip == "RK3588")
    #expect(model.layers.map(\.operation) == ["ConvRelu", "MaxPool"])
    #expect(model.layers.map(\.macs) == [8 * 5 * 6 * 4 * 9, 0])
    #expect(
      model.layers.map(\.parameterBytes) == [1216, 0] && model.layers.map(\.details) == ["3x3", "2x2"])
    #expect(model.inputs.map(\.byteCount) == [120] && model.outputs.map(\.byteCount) == [72])
    #expect(model.memory.mainBytes == 1936)
  }

  /// `value * factor / 2^shift`, halves to even.
  private static func scaled(_ value: Int, _ factor: Int, _ shift: Int) -> Int {
    let product = value * factor
    let (floor, rest, half) = (product >> shift, product & (1 << shift - 1), 1 << (shift - 1))
    return rest > half || rest == half && floor & 1 == 1 ? floor + 1 : floor
  }

  /// The convolution's result at a place, by the definition.
  private static func feature(_ codes: [Int], _ channel: Int, _ row: Int, _ column: Int) -> Int {
    let input = SampleRKNN.input
    var sum = SampleRKNN.bias(channel)
    for source in 0..<input.channels {
      for tap in 0..<9 {
        let (y, x) = (row + tap / 3 - 1, column + tap % 3 - 1)
        let isInside = (0..<input.height).contains(y) && (0..<input.width).contains(x)
        let code =
          isInside
          ? codes[(source * input.height + y) * input.width + x] : SampleRKNN.zeroPoints.input
        let weight = SampleRKNN.weight(channel, source, tap) + SampleRKNN.negativeZeroPoint(channel)
        sum += code * weight
      }
    }
    let stage = max(0, scaled(sum, SampleRKNN.multiplier(channel), 14))
    let result = scaled(stage, SampleRKNN.output.factor, SampleRKNN.output.shift)
    return min(max(result + SampleRKNN.zeroPoints.output, -128), 127)
  }

  @Test("runs to what its definition says, bit for bit", arguments: [2, 6])
  func run(version: Int) throws {
    let model = RockchipModel(try RKNNModel(Self.sample(version: version).bytes))
    let input = SampleRKNN.input
    var random = SplitMix64(seed: 3)
    let codes = random.bytes(120).map { Int(Int8(bitPattern: $0)) }
    let pixels = (0..<120).map { place in
      let (pixel, channel) = (place / input.channels, place % input.channels)
      return UInt8(truncatingIfNeeded: codes[channel * input.height * input.width + pixel])
    }
    var features: [UInt8] = []
    let runner = try model.makeRunner(RunOptions())
    let outputs = try runner.run([pixels]) { if $0.index == 0 { features = $0.bytes } }
    var expected: [Int] = []
    for channel in 0..<SampleRKNN.channels {
      for row in 0..<input.height {
        for column in 0..<input.width { expected.append(Self.feature(codes, channel, row, column)) }
      }
    }
    #expect(features.map { Int(Int8(bitPattern: $0)) } == expected)
    // Else the scale would hide what is wrong.
    #expect(Set(expected).count > 50)
    var pooled: [Int] = []
    for channel in 0..<SampleRKNN.channels {
      for row in 0..<3 {
        for column in 0..<3 {
          let rows = [2 * row, 2 * row + 1].filter { $0 < input.height }
          let window = rows.flatMap { y in
            [0, 1].map { expected[(channel * input.height + y) * input.width + 2 * column + $0] }
          }
          pooled.append(window.max() ?? 0)
        }
      }
    }
    #expect(outputs.map(\.bytes) == [pooled.map { UInt8(truncatingIfNeeded: $0) }])
    #expect(try runner.run([pixels], observe: nil) == outputs)
  }

  @Test(
    "for another chip it is described, and refused when it shall run",
    arguments: [("RKNPU f3", "rv1126b"), ("", ""), ("NPU", "x")])
  func otherChips(generation: String, platform: String) throws {
    var sample = SampleRKNN()
    (sample.generation, sample.platform) = (generation, platform)
    let model = RockchipModel(try RKNNModel(sample.bytes))
    #expect(model.layers.count == 2)
    let error = try #require(throws: SimulationError.self) { try model.makeRunner(RunOptions()) }
    #expect(error.description.contains("registers of \(platform) are not public"), "\(error)")
  }

  @Test(
    "registers of the first map in a file for the second are no settings that are known",
    arguments: [("RKNPU t4", "rk3562"), ("RKNPU f2", "rk3576")])
  func otherMap(generation: String, platform: String) throws {
    var sample = SampleRKNN()
    (sample.generation, sample.platform) = (generation, platform)
    let model = RockchipModel(try RKNNModel(sample.bytes))
    let error = try #require(throws: SimulationError.self) { try model.makeRunner(RunOptions()) }
    #expect(error.description.contains("EW_CFG of the newer map is 0"), "\(error)")
  }

  @Test("inputs of another size or number are refused") func inputs() throws {
    let runner = try RockchipModel(try RKNNModel(Self.sample().bytes)).makeRunner(RunOptions())
    #expect(throws: SimulationError(.inputCount(found: 0, expected: 1))) { try runner.run([], observe: nil) }
    #expect(throws: SimulationError(.inputSize(index: 0, found: 3, expected: 120))) {
      try runner.run([[1, 2, 3]], observe: nil)
    }
  }
}
