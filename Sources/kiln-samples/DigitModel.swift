import Bytes
import KModel

/// The digit classifier as a chip runs it: four KPU layers, then a dense layer and softmax on the CPU.
struct DigitModel {
  /// The KPU layers.
  let chain: KPULayerChain
  /// The layout of the input picture.
  let inputLayout = FeatureMapLayout(channels: 1, height: 8, width: 8)
  /// f32 `[digit][feature]`.
  let denseWeights: [[Float]]
  let denseBiases: [Float]

  /// Quantises a trained network.
  init(_ network: SampleNetwork) throws {
    chain = try KPULayerChain(
      [
        .init(layer: network.layer("conv1"), kernel: .threeByThree, pooling: .bypass),
        .init(layer: network.layer("conv2"), kernel: .threeByThree, pooling: .max2Stride2),
        .init(
          layer: network.layer("depthwise"), kernel: .threeByThree, pooling: .bypass, isDepthwise: true),
        .init(layer: network.layer("pointwise"), kernel: .oneByOne, pooling: .bypass),
      ], input: inputLayout)
    let dense = try network.layer("dense")
    guard let weights = dense.weights, let biases = dense.biases else {
      throw SampleError.incompleteLayer(dense.name)
    }
    denseWeights = weights.map { $0.map { Float($0) } }
    denseBiases = biases.map { Float($0) }
  }

  /// The dense layer's biases as little-endian f32.
  var denseBiasBytes: ArraySlice<UInt8> { Self.bytes(denseBiases) }

  /// f32 values as little-endian bytes.
  static func bytes(_ values: [Float]) -> ArraySlice<UInt8> {
    var writer = ByteWriter()
    for value in values { writer.append(value) }
    return writer.bytes[...]
  }
}
