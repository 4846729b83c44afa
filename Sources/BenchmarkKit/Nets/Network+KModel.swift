import Bytes
package import KModel

extension Network {
  /// The network as a kmodel of version 3 or 4 whose layers all run on the KPU.
  ///
  /// Weights are noise around 128, which `arg_x` takes off again, batch norm brings sums to some 64 output steps,
  /// the activation is a relu: two live segments, as in most models of the field.
  /// - Returns: nil when the KPU's words or its RAM cannot hold a layer.
  package func kmodel(version: Int) -> KModel? {
    guard let runs = kpuRuns(), let last = placedLayers.last else { return nil }
    let result = UInt32(last.outputHeight * last.outputWidth * last.layer.channels)
    if version == 3 {
      let layers = runs.enumerated().map { index, run in
        KModelV3.Layer(
          flags: index == runs.count - 1 ? 1 : 0,
          operation: .k210Conv(
            .init(mainMemoryOutput: 0, argument: run.argument, parameters: run.parameters)))
      }
      return .v3(
        KModelV3(
          mainMemoryByteCount: result, outputs: [.init(address: 0, byteCount: result)], layers: layers,
          maxStartAddress: 0))
    }
    let output = MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: result)
    let nowhere = MemoryRange(memory: .constant, dataType: .uint8, start: 0, byteCount: 0)
    let layout = FeatureMapLayout(channels: channels, height: height, width: width)
    let input = MemoryRange(
      memory: .kpu, dataType: .uint8, start: UInt32(runs[0].argument.imageSourceRow * 64),
      byteCount: UInt32(layout.byteCount))
    let nodes = runs.enumerated().map { index, run in
      KModelV4.Node(
        operation: .kpuConv2D(
          .init(
            mainMemoryOutput: index == runs.count - 1 ? output : nowhere, argument: run.argument,
            parameters: run.parameters)))
    }
    return .v4(
      KModelV4(
        mainMemoryByteCount: result,
        inputs: [.init(range: input, shape: ShapeV4(1, Int32(channels), Int32(height), Int32(width)))],
        outputs: [output], constants: [], nodes: nodes))
  }

  /// One run of the KPU per layer; maps lie in turn at the lower and the upper end of its RAM.
  private func kpuRuns() -> [(argument: KPULayerArgument, parameters: KPUParameters)]? {
    var runs: [(argument: KPULayerArgument, parameters: KPUParameters)] = []
    var source = 0
    for (index, placed) in placedLayers.enumerated() {
      let layer = placed.layer
      guard let kernel: KPUKernelType = [1: .oneByOne, 3: .threeByThree][layer.kernel],
        let pool: KPUPoolType = [1: .bypass, 2: .leftTop2Stride2][layer.stride]
      else { return nil }
      let input = FeatureMapLayout(channels: placed.channels, height: placed.height, width: placed.width)
      let output = FeatureMapLayout(
        channels: layer.channels, height: placed.outputHeight, width: placed.outputWidth)
      guard input.rowCount + output.rowCount <= FeatureMapLayout.rowsOfRAM else { return nil }
      let target = source == 0 ? FeatureMapLayout.rowsOfRAM - output.rowCount : 0
      guard
        var argument = KPULayerArgument(
          inputChannels: placed.channels, outputChannels: layer.channels, inputHeight: placed.height,
          inputWidth: placed.width, kernel: kernel, pool: pool, isDepthwise: layer.kind == .depthwise,
          imageSourceRow: source, imageDestinationRow: target)
      else { return nil }
      argument.inputSumFactor = -Self.zeroPoint
      argument.sendsDataOut = index == layers.count - 1
      runs.append((argument, Self.parameters(placed, seed: UInt64(index))))
      source = target
    }
    return runs.isEmpty ? nil : runs
  }

  /// The zero point of the weights.
  private static let zeroPoint = 128
  /// Bits of fraction between batch norm and activation.
  private static let fractionBits = 12

  private static func parameters(_ placed: PlacedLayer, seed: UInt64) -> KPUParameters {
    // Noise of a deviation of 74 times rectified values of a deviation of 64, whose root mean square is 45, so
    // that deep layers have values as the first ones do.
    let deviation = 74 * 45 * Double(placed.window).squareRoot()
    let factor = Double(64 << fractionBits) * Double(1 << 15) / deviation
    let entry = KPUParameters.batchNormEntry(multiplier: Int64(factor), addend: 0, shift: 15)
    var batchNorm = ByteWriter()
    for _ in 0..<placed.layer.channels { batchNorm.append(entry) }
    var activation = ByteWriter()
    for segment in KPUParameters.reluSegments(fractionBits: fractionBits) { activation.append(segment) }
    activation.append(contentsOf: repeatElement(0, count: 16))
    let weights = (0..<(placed.layer.channels * placed.window)).map { noise(UInt64($0) &+ seed << 32) }
    return KPUParameters(
      batchNorm: batchNorm.bytes[...], activation: activation.bytes[...], weights: weights[...])
  }

  /// A byte without a pattern; the same for the same number (the finalizer of SplitMix64).
  static func noise(_ index: UInt64) -> UInt8 {
    var value = (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return UInt8(truncatingIfNeeded: value >> 32)
  }
}
