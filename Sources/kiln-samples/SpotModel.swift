import KModel

/// A detector of red, green and blue spots in pictures of 224x224, in the form of a YOLOv2 network.
///
/// Nothing is trained: its weights are written down here. The first layer says how red, green and blue each pixel is beyond the
/// other two; means over 32x32 pixels follow; the last looks at a cell and its eight neighbours, and says what
/// a region layer with five anchors of 1.5 cells expects. Only the first anchor ever finds anything.
struct SpotModel {
  /// The grid of the output.
  static let gridSide = 7
  static let classCount = 3
  static let anchorCount = 5
  /// Values of the output lie between minus and plus this.
  private static let outputLimit = 8.0

  private let chain: KPULayerChain

  /// Writes the weights down and quantises them.
  init() throws {
    let copy = Self.pointwise(
      "copy", (0..<3).map { channel in (0..<3).map { $0 == channel ? 1 : 0 } }, maximum: 1)
    chain = try KPULayerChain(
      [
        .init(
          layer: Self.pointwise(
            "colour", (0..<3).map { channel in (0..<3).map { $0 == channel ? 1 : -0.5 } }, maximum: 1),
          kernel: .oneByOne, pooling: .mean4Stride4),
        .init(layer: copy, kernel: .oneByOne, pooling: .mean4Stride4),
        .init(layer: copy, kernel: .oneByOne, pooling: .mean2Stride2),
        .init(layer: Self.region, kernel: .threeByThree, pooling: .bypass),
      ], input: FeatureMapLayout(channels: 3, height: 224, width: 224))
  }

  /// A layer of 1x1 convolutions without biases.
  private static func pointwise(
    _ name: String, _ weights: [[Double]], maximum: Double
  ) -> SampleNetwork.Layer {
    SampleNetwork.Layer(
      name: name, kind: "convolution", shape: [weights.count, weights[0].count, 1, 1],
      activationMaximum: maximum, biases: weights.map { _ in 0 }, weights: weights)
  }

  /// The last layer: per anchor x, y, width, height, objectness, then the classes.
  ///
  /// Its zero is in the middle of the quantised range, so that it can be negative.
  private static var region: SampleNetwork.Layer {
    var weights: [[Double]] = []
    var biases: [Double] = []
    /// One output channel from windows of weights per colour.
    func add(_ bias: Double, _ window: (_ color: Int, _ row: Int, _ column: Int) -> Double) {
      biases.append(bias + outputLimit)
      weights.append(
        (0..<3).flatMap { color in
          (0..<9).map { window(color, $0 / 3 - 1, $0 % 3 - 1) }
        })
    }
    // The centre leans to where more of the spot is.
    add(0) { _, row, column in row == 0 ? 4 * Double(column) : 0 }
    add(0) { _, row, column in column == 0 ? 4 * Double(row) : 0 }
    // A disc of 48 pixels covers 1.77 cells; around that its logarithm is a line.
    for _ in 0..<2 { add(-0.5) { _, _, _ in 0.28 } }
    add(-6) { _, row, column in row == 0 && column == 0 ? 18 : 4.5 }
    for color in 0..<classCount { add(-4) { $0 == color ? ($1 == 0 && $2 == 0 ? 14 : 3) : 0 } }
    for _ in 1..<anchorCount {
      for entry in 0..<(5 + classCount) { add(entry == 4 ? -outputLimit : 0) { _, _, _ in 0 } }
    }
    return SampleNetwork.Layer(
      name: "region", kind: "convolution", shape: [weights.count, 3, 3, 3],
      activationMaximum: 2 * outputLimit, biases: biases, weights: weights)
  }

  /// The model as nncase v0.1 would have compiled it.
  func kmodelV3() -> KModelV3 {
    let count = UInt32(chain.outputCount)
    let floats: UInt32 = 0
    let codes = floats + count * 4
    var layers = chain.layersV3(output: codes)
    layers.append(
      KModelV3.Layer(
        flags: 1,
        operation: .dequantize(
          .init(
            input: codes, output: floats, count: count, scale: Float(chain.outputScale),
            bias: Float(-Self.outputLimit)))))
    return KModelV3(
      mainMemoryByteCount: codes + (count + 3) / 4 * 4,
      outputs: [.init(address: floats, byteCount: count * 4)], layers: layers, maxStartAddress: 0)
  }
}
