public import KModel

/// Small valid kmodels v3, one per layer type, drawn from a seed.
public enum SampleModelsV3 {
  /// A model of one layer of the given type; equal seeds give equal models.
  public static func model(_ code: OperationV3.Code, seed: UInt64 = 1) -> KModelV3 {
    var source = ModelSource(seed: seed ^ UInt64(code.rawValue) << 32)
    let eightBitWeights = code != .k210Conv || Bool.random(using: &source.random)
    let layer = KModelV3.Layer(
      flags: source.word(0...1), operation: operation(code, &source, bytesPerWeight: eightBitWeights ? 1 : 2))
    return KModelV3(
      mainMemoryByteCount: UInt32(ModelSource.mainByteCount),
      outputs: [KModelV3.Output(address: source.address(64), byteCount: 64)], layers: [layer],
      eightBitWeights: eightBitWeights, maxStartAddress: source.word(0...32768))
  }

  /// A model of one layer of every type.
  public static func modelOfAllTypes(seed: UInt64 = 1) -> KModelV3 {
    var source = ModelSource(seed: seed)
    let layers = OperationV3.Code.allCases.map { code in
      KModelV3.Layer(flags: source.word(0...1), operation: operation(code, &source, bytesPerWeight: 1))
    }
    return KModelV3(
      mainMemoryByteCount: UInt32(ModelSource.mainByteCount),
      outputs: (0..<2).map { KModelV3.Output(address: 64 * $0, byteCount: 64) }, layers: layers)
  }

  private static func operation(
    _ code: OperationV3.Code, _ source: inout ModelSource, bytesPerWeight: Int
  ) -> OperationV3 {
    switch code {
    case .add: .add(addition(&source, 4))
    case .quantizedAdd:
      .quantizedAdd(
        OperationV3.QuantizedAddition(
          addition: addition(&source, 1), a: operand(&source), b: operand(&source), output: operand(&source)))
    case .globalAveragePool2D: .globalAveragePool2D(globalAveragePool(&source))
    case .maxPool2D: .maxPool2D(pool(&source, 4), activation: source.word(0...2))
    case .quantizedMaxPool2D: .quantizedMaxPool2D(pool(&source, 1))
    case .averagePool2D: .averagePool2D(pool(&source, 4), activation: source.word(0...2))
    case .quantize: .quantize(quantization(&source))
    case .dequantize: .dequantize(quantization(&source))
    case .requantize:
      .requantize(
        OperationV3.Requantization(
          input: source.address(64), output: source.address(64), count: source.word(1...64),
          table: source.bytes(OperationV3.Requantization.tableByteCount)))
    case .l2Normalization: .l2Normalization(elementwise(&source))
    case .softmax: .softmax(elementwise(&source))
    case .logistic: .logistic(elementwise(&source))
    case .concat: .concat(concatenation(&source))
    case .quantizedConcat: .quantizedConcat(concatenation(&source))
    case .fullyConnected: .fullyConnected(fullyConnected(&source))
    case .tensorFlowFlatten:
      .tensorFlowFlatten(
        OperationV3.Flatten(input: source.address(2048), output: source.address(2048), shape: shape(&source)))
    case .resizeNearestNeighbor: .resizeNearestNeighbor(resize(&source, 4))
    case .quantizedResizeNearestNeighbor: .quantizedResizeNearestNeighbor(resize(&source, 1))
    case .channelwiseDequantize: .channelwiseDequantize(channelwise(&source))
    case .k210Conv: .k210Conv(convolution(&source, bytesPerWeight))
    case .k210AddPadding:
      .k210AddPadding(
        OperationV3.Padding(
          input: source.address(8), kpuOutput: source.word(0...32000), channels: source.word(1...8)))
    case .k210RemovePadding:
      .k210RemovePadding(
        OperationV3.RemovePadding(
          input: source.address(128), output: source.address(8), channels: source.word(1...8)))
    case .k210Upload:
      .k210Upload(
        OperationV3.Upload(
          input: source.address(512), kpuOutput: source.word(0...32000), shape: shape(&source)))
    }
  }
}

extension SampleModelsV3 {
  private static func addition(_ source: inout ModelSource, _ size: Int) -> OperationV3.Addition {
    let count = source.number(1...32)
    return OperationV3.Addition(
      a: source.address(count * size), b: source.address(count * size), output: source.address(count * size),
      count: UInt32(count))
  }

  private static func operand(_ source: inout ModelSource) -> OperationV3.QuantizedAddition.Operand {
    OperationV3.QuantizedAddition.Operand(
      offset: source.signed(-255...255), multiplier: source.signed(1...65535), shift: source.signed(0...24))
  }

  private static func globalAveragePool(_ source: inout ModelSource) -> OperationV3.GlobalAveragePool {
    OperationV3.GlobalAveragePool(
      input: source.address(1024), output: source.address(32), kernelSize: source.word(1...32),
      channels: source.word(1...8))
  }

  private static func shape(_ source: inout ModelSource) -> OperationV3.MapShape {
    OperationV3.MapShape(
      width: source.word(1...8), height: source.word(1...8), channels: source.word(1...8))
  }

  private static func pool(_ source: inout ModelSource, _ size: Int) -> OperationV3.Pool2D {
    let input = shape(&source)
    let output = OperationV3.MapShape(
      width: source.word(1...8), height: source.word(1...8), channels: input.channels)
    return OperationV3.Pool2D(
      input: source.address(512 * size), output: source.address(512 * size), inputShape: input,
      outputShape: output, kernelWidth: source.word(1...3), kernelHeight: source.word(1...3),
      strideWidth: source.word(1...2), strideHeight: source.word(1...2), paddingWidth: source.word(0...1),
      paddingHeight: source.word(0...1))
  }

  private static func quantization(_ source: inout ModelSource) -> OperationV3.Quantization {
    OperationV3.Quantization(
      input: source.address(256), output: source.address(256), count: source.word(1...64),
      scale: source.float(), bias: source.float())
  }

  private static func elementwise(_ source: inout ModelSource) -> OperationV3.Elementwise {
    OperationV3.Elementwise(
      input: source.address(256), output: source.address(256), count: source.word(1...64))
  }

  private static func concatenation(_ source: inout ModelSource) -> OperationV3.Concatenation {
    let inputs = (0..<source.number(1...4)).map { _ in
      OperationV3.Concatenation.MemoryRange(start: source.address(64), byteCount: source.word(1...64))
    }
    return OperationV3.Concatenation(output: source.address(256), inputs: inputs)
  }

  private static func fullyConnected(_ source: inout ModelSource) -> OperationV3.FullyConnected {
    let (inputs, outputs) = (source.number(1...8), source.number(1...4))
    return OperationV3.FullyConnected(
      input: source.address(32), output: source.address(16), inputChannels: UInt32(inputs),
      outputChannels: UInt32(outputs), activation: source.word(0...2),
      weights: source.floats(inputs * outputs), bias: source.floats(outputs))
  }

  private static func resize(_ source: inout ModelSource, _ size: Int) -> OperationV3.Resize {
    OperationV3.Resize(
      input: source.address(512 * size), output: source.address(512 * size), inputShape: shape(&source),
      outputWidth: source.word(1...8), outputHeight: source.word(1...8), alignCorners: source.word(0...1))
  }

  private static func channelwise(_ source: inout ModelSource) -> OperationV3.ChannelwiseDequantization {
    let channels = source.number(1...4)
    return OperationV3.ChannelwiseDequantization(
      input: source.address(64), output: source.address(256), channels: UInt32(channels),
      channelSize: source.word(1...16), parameters: source.floats(2 * channels))
  }

  private static func convolution(
    _ source: inout ModelSource, _ bytesPerWeight: Int
  ) -> OperationV3.Convolution {
    let (argument, parameters) = source.kpuLayer(bytesPerWeight: bytesPerWeight)
    return OperationV3.Convolution(
      mainMemoryOutput: source.address(512), argument: argument, parameters: parameters)
  }
}
