import KModel

extension DigitModel {
  /// The model as nncase v0.1 would have compiled it.
  func kmodelV3() -> KModelV3 {
    let digits = UInt32(denseBiases.count)
    let floats: UInt32 = 0
    let features = floats + UInt32(featureCount) * 4
    let logits = features + UInt32(featureCount)
    let probabilities = logits + digits * 4
    var layers = kpuLayers.enumerated().map { index, layer in
      let isLast = index == kpuLayers.count - 1
      return KModelV3.Layer(
        flags: isLast ? 1 : 0,
        operation: .k210Conv(
          .init(
            mainMemoryOutput: isLast ? features : 0, argument: layer.argument, parameters: layer.parameters)))
    }
    layers.append(
      KModelV3.Layer(
        flags: 1,
        operation: .dequantize(
          .init(
            input: features, output: floats, count: UInt32(featureCount), scale: Float(featureScale), bias: 0)
        )))
    layers.append(
      KModelV3.Layer(
        flags: 1,
        operation: .fullyConnected(
          .init(
            input: floats, output: logits, inputChannels: UInt32(featureCount), outputChannels: digits,
            activation: 0, weights: Self.bytes(denseWeights.flatMap { $0 }), bias: denseBiasBytes))))
    layers.append(
      KModelV3.Layer(
        flags: 1, operation: .softmax(.init(input: logits, output: probabilities, count: digits))))
    return KModelV3(
      mainMemoryByteCount: probabilities + digits * 4,
      outputs: [.init(address: probabilities, byteCount: digits * 4)], layers: layers, maxStartAddress: 0)
  }
}
