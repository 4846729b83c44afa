import KModel

extension DigitModel {
  /// The model as nncase v0.2 would have compiled it.
  func kmodelV4() -> KModelV4 {
    let digits = UInt32(denseBiases.count)
    let (kpuLayers, featureCount) = (chain.layers, chain.outputCount)
    let floats = MemoryRange(
      memory: .main, dataType: .float32, start: 0, byteCount: UInt32(featureCount) * 4)
    let features = MemoryRange(
      memory: .main, dataType: .uint8, start: floats.byteCount, byteCount: UInt32(featureCount))
    let logits = MemoryRange(
      memory: .main, dataType: .float32, start: features.start + features.byteCount, byteCount: digits * 4)
    let probabilities = MemoryRange(
      memory: .main, dataType: .float32, start: logits.start + logits.byteCount, byteCount: digits * 4)
    // The matrix product takes its second operand as [feature][digit].
    let matrix = (0..<featureCount).flatMap { feature in denseWeights.map { $0[feature] } }
    let constants = Self.bytes(matrix)
    let weights = MemoryRange(
      memory: .constant, dataType: .float32, start: 0, byteCount: UInt32(constants.count))
    let nowhere = MemoryRange(memory: .constant, dataType: .float32, start: 0, byteCount: 0)

    var operations = kpuLayers.enumerated().map { index, layer in
      OperationV4.kpuConv2D(
        .init(
          mainMemoryOutput: index == kpuLayers.count - 1 ? features : nowhere, batches: 1, reserved: 0,
          argument: layer.argument, parameters: layer.parameters))
    }
    operations.append(
      .dequantize(
        .init(
          operands: .init(input: features, output: floats), zeroPoint: 0, scale: Float(1 / chain.outputScale))
      ))
    operations.append(
      .matmul(
        .init(
          operands: .init(a: floats, b: weights, output: logits), aRows: 1, aColumns: Int32(featureCount),
          bColumns: Int32(digits), clamp: .none, bias: denseBiasBytes)))
    operations.append(
      .softmax(
        .init(
          operands: .init(input: logits, output: probabilities), innerSize: Int32(digits), outerSize: 1,
          beta: 1)))
    let input = MemoryRange(
      memory: .kpu, dataType: .uint8, start: 0, byteCount: UInt32(inputLayout.byteCount))
    return KModelV4(
      mainMemoryByteCount: probabilities.start + probabilities.byteCount,
      inputs: [.init(range: input, shape: ShapeV4(1, 1, 8, 8))], outputs: [probabilities],
      constants: constants, nodes: operations.map { .init(operation: $0) })
  }
}
