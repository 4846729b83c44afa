import KModel

/// Draws the random parts of small valid models, every one of them inside its memory.
struct ModelSource {
  var random: SplitMix64
  /// Bytes of main memory that the models declare.
  static let mainByteCount = 4096

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
  mutating func word(_ range: ClosedRange<Int>) -> UInt32 { UInt32(number(range)) }
  mutating func signed(_ range: ClosedRange<Int>) -> Int32 { Int32(number(range)) }
  mutating func float() -> Float { Float.random(in: -4...4, using: &random) }
  mutating func bytes(_ count: Int) -> ArraySlice<UInt8> { random.bytes(count)[...] }

  /// `count` little-endian singles between -4 and 4.
  mutating func floats(_ count: Int) -> ArraySlice<UInt8> {
    var bytes: [UInt8] = []
    for _ in 0..<count {
      let pattern = float().bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: pattern >> shift))
      }
    }
    return bytes[...]
  }

  /// An 8-aligned byte offset from which `byteCount` bytes lie in main memory.
  mutating func address(_ byteCount: Int) -> UInt32 {
    UInt32(number(0...((Self.mainByteCount - byteCount) / 8)) * 8)
  }

  /// A valid KPU layer and its parameters; maps of up to 8×8 pixels and 6 channels.
  mutating func kpuLayer(bytesPerWeight: Int = 1) -> (KPULayerArgument, KPUParameters) {
    let kernel = KPUKernelType.allCases.randomElement(using: &random) ?? .oneByOne
    let pool = KPUPoolType.allCases.randomElement(using: &random) ?? .bypass
    let isDepthwise = Bool.random(using: &random)
    let inputChannels = number(1...6)
    let argument = KPULayerArgument(
      inputChannels: inputChannels, outputChannels: isDepthwise ? inputChannels : number(1...6),
      inputHeight: number(4...8), inputWidth: number(4...8), kernel: kernel, pool: pool,
      isDepthwise: isDepthwise, imageSourceRow: number(0...16000), imageDestinationRow: number(16100...32000),
      padValue: UInt8(number(0...255)), bytesPerWeight: bytesPerWeight)
    guard var argument, let weightCount = argument.weightCount else {
      preconditionFailure("the ranges above are within the hardware's")
    }
    argument.weightSumFactor = number(-100...100)
    argument.inputSumFactor = number(-100...100)
    argument.weightSumShift = number(0...15)
    argument.inputSumShift = number(0...15)
    argument.constantPerChannel = Int64(number(-1000...1000))
    let parameters = KPUParameters(
      batchNorm: bytes(argument.outputChannels * 8), activation: bytes(KPUParameters.activationByteCount),
      weights: bytes(weightCount * bytesPerWeight))
    return (argument, parameters)
  }
}
