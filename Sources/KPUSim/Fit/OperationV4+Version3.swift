import KModel

extension OperationV4 {
  /// Whether kmodel v3 has a layer that computes the same, or needs none for it.
  ///
  /// A node without one does not rule v3 out: nncase v0.1 starts from the network, not from the v4 file, and may have
  /// compiled it to something else. But nobody can promise that it does.
  var hasVersion3Form: Bool {
    switch self {
    case .kpuConv2D, .kpuUpload, .quantize, .dequantize, .concat, .matmul, .quantizedMatmul, .softmax,
      .memoryCopy:
      true
    case .binary(let binary): binary.op == .add
    case .quantizedBinary(let binary): binary.op == .add
    case .reduce(let reduce): reduce.op == .mean
    case .reduceWindow2D(let pool), .cpuReduceWindow2D(let pool): pool.op == .max || pool.op == .mean
    case .resizeImage(let resize): resize.mode == .nearest
    case .conv2D, .quantizedConv2D, .conv2DTranspose, .cpuConv2D, .cpuDepthwiseConv2D, .cpuQuantizedConv2D,
      .cpuQuantizedDepthwiseConv2D, .pad, .transpose, .stridedSlice, .unary, .tableLookup1D, .nnilUnaryMethod:
      false
    }
  }
}

extension KModel {
  /// Names of the kinds of nodes that kmodel v3 has no layer for, each once, in the order of the file.
  var kindsWithoutVersion3: [String] {
    guard case .v4(let model) = self else { return [] }
    return model.nodes.filter { !$0.operation.hasVersion3Form }.map(\.operation.code.name)
      .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
