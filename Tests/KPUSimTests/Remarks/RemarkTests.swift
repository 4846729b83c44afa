import KModel
import KPUSim
import Simulation
import TestSupport
import Testing

@Suite("remarks on models")
struct RemarkTests {
  private let clocks = ChipClocks(acceleratorMHz: 400, cpuMHz: 400)

  private func remarks(_ operations: [OperationV3]) -> [ModelRemark] {
    let model = KModelV3(
      mainMemoryByteCount: 4096, outputs: [], layers: operations.map { .init(operation: $0) })
    return SimulatedKModel(.v3(model), fileByteCount: 0).remarks(at: clocks)
  }

  private func convolution(
    channels: Int = 4, to outputs: Int = 8, height: Int = 32, width: Int,
    _ kernel: KPUKernelType = .threeByThree,
    dead: Int = 0
  ) -> OperationV3 {
    let argument = KPULayerArgument.layer(
      channels: channels, to: outputs, height: height, width: width, kernel)
    var parameters = KPUParameters.plain(
      weights: Array(repeating: 1, count: channels * outputs * kernel.size * kernel.size),
      outputChannels: outputs)
    var batchNorm = Array(repeating: UInt8(1), count: 8 * outputs)
    for channel in 0..<dead { for byte in 0..<3 { batchNorm[channel * 8 + byte] = 0 } }
    parameters.batchNorm = batchNorm[...]
    return .k210Conv(.init(mainMemoryOutput: 0, argument: argument, parameters: parameters))
  }

  @Test("maps that fill their rows call for none; others say which width costs the same")
  func wastedRows() throws {
    #expect(!remarks([convolution(width: 64)]).contains { $0.kind == .wastedRows })
    #expect(!remarks([convolution(width: 32)]).contains { $0.kind == .wastedRows })
    let remark = try #require(remarks([convolution(width: 40)]).first { $0.kind == .wastedRows })
    #expect(remark.layers == [0] && remark.milliseconds > 0)
    #expect(remark.message.contains("40 pixels wide use 63 %") && remark.message.contains("a width of 64"))
    let channels = try #require(
      remarks([convolution(channels: 5, height: 8, width: 16)]).first { $0.kind == .wastedRows })
    #expect(channels.message.contains("a multiple of 4 channels"))
  }

  @Test("1x1 kernels are added up, at eight ninths of their time")
  func pointwise() throws {
    let all = remarks([convolution(width: 64), convolution(width: 64, .oneByOne)])
    let remark = try #require(all.first { $0.kind == .smallKernel })
    #expect(remark.layers == [1])
    #expect(!remarks([convolution(width: 64)]).contains { $0.kind == .smallKernel })
  }

  @Test("layers on the CPU are grouped by kind")
  func onCPU() {
    let scores = OperationV3.softmax(.init(input: 0, output: 64, count: 10))
    let found = remarks([convolution(width: 64), scores, scores]).filter { $0.kind == .onCPU }
    #expect(found.map { $0.layers } == [[1, 2]])
    #expect(found[0].message == "softmax: 2 layers run on the CPU")
    #expect(abs(found[0].milliseconds - 0.018) < 1e-6)
  }

  @Test("output channels whose norm_mul is 0 are counted")
  func deadChannels() throws {
    let remark = try #require(remarks([convolution(width: 64, dead: 3)]).first { $0.kind == .deadChannels })
    #expect(remark.message.hasPrefix("3 of 8 output channels"))
    #expect(!remarks([convolution(width: 64)]).contains { $0.kind == .deadChannels })
  }

  @Test(
    "scales that no quantiser writes",
    arguments: [
      (0.05, true), (0, false), (-1, false), (.nan, false), (.infinity, false), (1e9, false), (1e-12, false),
    ])
  func scales(scale: Float, isPlausible: Bool) {
    let found = remarks([.dequantize(.init(input: 0, output: 64, count: 4, scale: scale, bias: 0))])
    #expect(found.contains { $0.kind == .scale } != isPlausible)
    let biased = remarks([.quantize(.init(input: 0, output: 64, count: 4, scale: 0.05, bias: .nan))])
    #expect(biased.contains { $0.kind == .scale && $0.message.contains("bias is nan") })
  }

  @Test("an input that the DMA cannot take costs what the CPU needs; odd f32 addresses cost nothing")
  func alignment() throws {
    let narrow = try #require(remarks([convolution(width: 40)]).first { $0.kind == .alignment })
    #expect(narrow.layers.isEmpty && narrow.message.contains("40 pixels wide"))
    // 4 x 32 x 40 bytes at 87 ns less 1.43 ns
    #expect(abs(narrow.milliseconds - 5120 * (87 - 1.43) / 1e6) < 1e-5)
    #expect(!remarks([convolution(width: 64)]).contains { $0.kind == .alignment })
    let odd = remarks([.softmax(.init(input: 2, output: 64, count: 4))]).first { $0.kind == .alignment }
    #expect(odd?.message.contains("the first at 2") == true && odd?.milliseconds == 0)
  }

  @Test("the most expensive comes first")
  func order() {
    let costs = remarks([
      convolution(width: 40, dead: 1), .softmax(.init(input: 0, output: 64, count: 10)),
      .quantize(.init(input: 0, output: 64, count: 4, scale: 0, bias: 0)),
    ]).map { $0.milliseconds }
    #expect(costs.count >= 4 && costs == costs.sorted(by: >))
  }
}
