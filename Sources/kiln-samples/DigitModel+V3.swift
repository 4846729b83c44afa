import KModel

extension DigitModel {
  /// The model as nncase v0.1 would have compiled it.
  func kmodelV3() -> KModelV3 {
    let digits = UInt32(denseBiases.count)
    let floats: UInt32 = 0
    let featureCount = UInt32(chain.outputCount)
    let features = floats + featureCount * 4
    let logits = features + featureCount
    let probabilities = logits + digits * 4
    var layers = chain.layersV3(output: features)
    layers.append(
      KModelV3.Layer(
        flags: 1,
        operation: .dequantize(
          .init(
            input: features, output: floats, count: featureCount, scale: Float(chain.outputScale), bias: 0)
        )))
    layers.append(
      KModelV3.Layer(
        flags: 1,
        operation: .fullyConnected(
          .init(
            input: floats, output: logits, inputChannels: featureCount, outputChannels: digits,
            activation: 0, weights: Self.bytes(denseWeights.flatMap { $0 }), bias: denseBiasBytes))))
    layers.append(
      KModelV3.Layer(
        flags: 1, operation: .softmax(.init(input: logits, output: probabilities, count: digits))))
    return KModelV3(
      mainMemoryByteCount: probabilities + digits * 4,
      outputs: [.init(address: probabilities, byteCount: digits * 4)], layers: layers, maxStartAddress: 0)
  }
}
