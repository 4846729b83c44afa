import KModel

/// A network of known shapes and no weights, enough to estimate its time by the same path as a real model.
struct KModelSketch {
  /// Bytes of one KPU weight: 1 or 2.
  var bytesPerWeight = 1
  private(set) var layers: [KModelV3.Layer] = []
  private var channels: Int
  private var height: Int
  private var width: Int

  /// A network whose input is a u8 map of so many channels, rows and columns.
  init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// The layers as a kmodel v3.
  var model: KModel {
    .v3(
      KModelV3(mainMemoryByteCount: 0, outputs: [], layers: layers, eightBitWeights: bytesPerWeight == 1))
  }

  /// The KPU runs as a kmodel v4; those whose result goes to main memory have it copied there.
  var modelV4: KModel {
    let nodes = layers.compactMap { layer -> KModelV4.Node? in
      guard case .k210Conv(let run) = layer.operation else { return nil }
      let argument = run.argument
      let size = argument.outputChannels * argument.outputHeight * argument.outputWidth
      let output = MemoryRange(
        memory: .main, dataType: .uint8, start: 0, byteCount: layer.flags & 1 == 1 ? UInt32(size) : 0)
      return KModelV4.Node(
        operation: .kpuConv2D(
          .init(mainMemoryOutput: output, argument: argument, parameters: run.parameters)))
    }
    return .v4(KModelV4(mainMemoryByteCount: 0, inputs: [], outputs: [], nodes: nodes))
  }

  /// Adds layers that start from the current map, which stays the current one.
  mutating func branch(_ body: (inout KModelSketch) -> Void) {
    let map = (channels, height, width)
    body(&self)
    (channels, height, width) = map
  }

  /// Adds a dense KPU run; `toMainMemory` streams its result there as well.
  mutating func convolution(
    _ outputChannels: Int, _ kernel: KPUKernelType = .threeByThree, pool: KPUPoolType = .bypass,
    toMainMemory: Bool = false
  ) {
    run(outputChannels, kernel, pool: pool, isDepthwise: false, toMainMemory: toMainMemory)
  }

  /// Adds a depthwise 3x3 run and a dense 1x1 run, the unit that MobileNets are made of.
  mutating func separable(_ outputChannels: Int, pool: KPUPoolType = .bypass, toMainMemory: Bool = false) {
    depthwise()
    run(outputChannels, .oneByOne, pool: pool, isDepthwise: false, toMainMemory: toMainMemory)
  }

  private mutating func run(
    _ outputChannels: Int, _ kernel: KPUKernelType, pool: KPUPoolType, isDepthwise: Bool, toMainMemory: Bool
  ) {
    guard
      let argument = KPULayerArgument(
        inputChannels: channels, outputChannels: outputChannels, inputHeight: height, inputWidth: width,
        kernel: kernel, pool: pool, isDepthwise: isDepthwise, imageSourceRow: 0, imageDestinationRow: 0,
        bytesPerWeight: bytesPerWeight)
    else { return }
    let weightCount = (isDepthwise ? 1 : channels) * outputChannels * kernel.size * kernel.size
    let zeros = [UInt8](repeating: 0, count: max(weightCount * bytesPerWeight, outputChannels * 8))
    let parameters = KPUParameters(
      batchNorm: zeros[..<(outputChannels * 8)], activation: [],
      weights: zeros[..<(weightCount * bytesPerWeight)])
    append(
      .k210Conv(.init(mainMemoryOutput: 0, argument: argument, parameters: parameters)),
      flags: toMainMemory ? 1 : 0)
    (channels, height, width) = (outputChannels, argument.outputHeight, argument.outputWidth)
  }

  /// Adds a depthwise 3x3 run; `toMainMemory` streams its result there as well.
  mutating func depthwise(toMainMemory: Bool = false) {
    run(channels, .threeByThree, pool: .bypass, isDepthwise: true, toMainMemory: toMainMemory)
  }

  /// Adds rows of padding below the map, which costs nothing here.
  mutating func pad(rows: Int) { height += rows }

  /// Adds a dequantisation of the map.
  mutating func dequantize() { append(.dequantize(quantization)) }

  /// Adds what nncase v0.1 makes of global average pool, dense layer and softmax.
  mutating func classifier(classes: Int) {
    dequantize()
    append(
      .globalAveragePool2D(
        .init(input: 0, output: 0, kernelSize: UInt32(height * width), channels: UInt32(channels))))
    (height, width) = (1, 1)
    append(.quantize(quantization))
    append(.k210AddPadding(.init(input: 0, kpuOutput: 0, channels: UInt32(channels))))
    (height, width) = (4, 4)
    convolution(classes, .oneByOne, toMainMemory: true)
    append(.k210RemovePadding(.init(input: 0, output: 0, channels: UInt32(channels))))
    (height, width) = (1, 1)
    dequantize()
    append(.softmax(.init(input: 0, output: 0, count: UInt32(classes))))
  }

  private var quantization: OperationV3.Quantization {
    .init(input: 0, output: 0, count: UInt32(channels * height * width), scale: 1, bias: 0)
  }

  private mutating func append(_ operation: OperationV3, flags: UInt32 = 0) {
    layers.append(.init(flags: flags, operation: operation))
  }
}

extension KModelSketch {
  /// The face detector of the SDK's example, 320x240, kmodel v3 (shapes as in the released file).
  static var faceDetector: KModelSketch {
    var net = KModelSketch(channels: 3, height: 240, width: 320)
    net.convolution(16, pool: .max2Stride2)
    net.separable(32, pool: .max2Stride2)
    net.separable(64)
    net.separable(64, pool: .max2Stride2)
    net.separable(128)
    net.separable(128, pool: .max2Stride2)
    for _ in 0..<5 { net.separable(256) }
    net.separable(30, toMainMemory: true)
    net.dequantize()
    return net
  }

  /// The features of MobileNet v1 with `share` of its channels, as nncase v0.1 compiles them.
  static func mobileNetFeatures(share: Double, height: Int, width: Int) -> KModelSketch {
    func scaled(_ channels: Int) -> Int { Int(Double(channels) * share) }
    var net = KModelSketch(channels: 3, height: height, width: width)
    net.convolution(scaled(32), pool: .leftTop2Stride2)
    net.separable(scaled(64))
    for channels in [128, 256, 512] {
      net.separable(scaled(channels), pool: .leftTop2Stride2)
      for _ in 0..<(channels == 512 ? 5 : 1) { net.separable(scaled(channels)) }
    }
    net.separable(scaled(1024), pool: .leftTop2Stride2)
    net.separable(scaled(1024), toMainMemory: true)
    return net
  }

  /// The slim-320 face detector's KPU runs, 320x240, kmodel v4 (shapes as in the released file).
  static var slim320: KModelSketch {
    func heads(_ channels: [Int], _ net: inout KModelSketch) {
      for count in channels { net.branch { $0.separable(count, toMainMemory: true) } }
    }
    var net = KModelSketch(channels: 3, height: 240, width: 320)
    net.convolution(16, pool: .leftTop2Stride2)
    net.separable(32)
    net.separable(32, pool: .leftTop2Stride2)
    net.separable(32)
    net.separable(64, pool: .leftTop2Stride2)
    for _ in 0..<3 { net.separable(64) }
    heads([6, 12], &net)
    net.separable(128, pool: .leftTop2Stride2)
    for _ in 0..<2 { net.separable(128) }
    heads([4, 8], &net)
    net.depthwise(toMainMemory: true)
    net.pad(rows: 1)
    net.convolution(256, .oneByOne, pool: .leftTop2Stride2)
    net.separable(256)
    heads([4, 8], &net)
    net.convolution(64, .oneByOne)
    net.separable(256, pool: .leftTop2Stride2)
    for count in [6, 12] { net.branch { $0.convolution(count, toMainMemory: true) } }
    return net
  }
}
