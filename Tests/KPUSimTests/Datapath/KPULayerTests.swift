import KModel
import KPUSim
import Simulation
import Testing

@Suite("faults of KPU layers")
struct KPULayerTests {
  private let plain = KPUParameters.plain(weights: [1], outputChannels: 1)

  private func fault(
    _ argument: KPULayerArgument, _ parameters: KPUParameters,
    _ weightWidth: KPUDatapath.WeightWidth = .eightBit
  ) throws -> String {
    let error = #expect(throws: SimulationError.Kind.self) {
      try KPUBench.run([], argument, parameters, weightWidth: weightWidth)
    }
    return SimulationError(try #require(error)).description
  }

  @Test("kernel and pool types that no emulator knows", arguments: [(2, 0), (7, 0), (0, 10), (1, 15)])
  func types(kernel: UInt8, pool: UInt8) throws {
    var argument = KPULayerArgument.layer(height: 4, width: 4)
    argument.kernelTypeCode = kernel
    argument.poolTypeCode = pool
    let message = try fault(argument, plain)
    #expect(
      message
        == (kernel > 1
          ? "kernel_type is \(kernel); must be 0 (1x1) or 1 (3x3)" : "pool_type is \(pool); must be 0 to 9"))
  }

  @Test("a depthwise layer has as many output as input channels")
  func depthwise() throws {
    var argument = KPULayerArgument.layer(channels: 2, to: 3, height: 4, width: 4)
    argument.isDepthwise = true
    #expect(try fault(argument, plain).hasPrefix("o_ch_num is 3; must be 2"))
  }

  @Test("the output size is what the pooling makes of the input")
  func size() throws {
    var argument = KPULayerArgument.layer(height: 4, width: 6, pool: .max2Stride2)
    argument.outputWidth = 4
    #expect(
      try fault(argument, plain)
        == "output size is 4x2; must be 3x2, which the pooling makes of 6x4")
    // A map smaller than the pooling's window has no output at all.
    argument = KPULayerArgument.layer(height: 3, width: 3)
    argument.poolTypeCode = KPUPoolType.max4Stride4.rawValue
    #expect(try fault(argument, plain).contains("must be 0x0"))
  }

  @Test("parameter blocks that are too short")
  func blocks() throws {
    let argument = KPULayerArgument.layer(channels: 2, to: 3, height: 4, width: 4, .threeByThree)
    var parameters = KPUParameters.plain(weights: Array(repeating: 1, count: 54), outputChannels: 3)
    _ = try KPUBench.run([], argument, parameters)
    #expect(try fault(argument, parameters, .sixteenBit) == "weights is 54 bytes; must be 108 bytes")
    parameters.batchNorm.removeLast()
    #expect(try fault(argument, parameters) == "batch norm is 23 bytes; must be 24 bytes")
    parameters.batchNorm = Array(repeating: 0, count: 24)[...]
    parameters.activation.append(0)
    #expect(try fault(argument, parameters) == "activation table is 145 bytes; must be 144 bytes")
    parameters.activation = []
    #expect(try fault(argument, parameters) == "activation table is 0 bytes; must be 144 bytes")
  }

  @Test("maps that leave KPU RAM", arguments: [(32765, 0), (0, 32765)])
  func bounds(source: Int, destination: Int) throws {
    let argument = KPULayerArgument.layer(height: 4, width: 4, from: source, at: destination)
    #expect(
      try fault(argument, plain)
        == "needs 16 bytes of KPU RAM from \(32765 * 64) on; it has 2097152 bytes")
    _ = try KPUBench.run([], .layer(height: 4, width: 4, from: 32764, at: 32760), plain)
  }
}
