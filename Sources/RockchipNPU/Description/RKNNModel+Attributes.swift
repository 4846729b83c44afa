import Tensors

extension RKNNModel {
  /// The attributes of inputs and outputs as the runtime's demos print them.
  ///
  /// Inputs of four axes are reported channels last, outputs as the network has them; the stride is the width in whole
  /// 16 pixels, of pictures alone. **Source**: the runtime's interface and its demos' output (docs/rockchip.md).
  var attributeLines: [(name: String, text: String)] {
    inputs.enumerated().map { ("input", line(index: $0, tensors[$1], isInput: true)) }
      + outputs.enumerated().map { ("output", line(index: $0, tensors[$1], isInput: false)) }
  }

  private func line(index: Int, _ tensor: RKNNTensor, isInput: Bool) -> String {
    let logical = tensor.shape.extents
    let isMap = logical.count == 4
    let dims = isInput && isMap ? [logical[0], logical[2], logical[3], logical[1]] : logical
    let count = tensor.shape.elementCount ?? 0
    let isPicture = isInput && isMap && logical[1] <= 4
    let stride = isPicture ? (logical[3] + 15) / 16 * 16 : 0
    let format = isMap ? (isInput ? "NHWC" : "NCHW") : "UNDEFINED"
    return [
      "index=\(index)", "name=\(tensor.name)", "n_dims=\(dims.count)",
      "dims=[\(dims.map { String($0) }.joined(separator: ", "))]", "n_elems=\(count)",
      "size=\(tensor.shape.byteCount(of: tensor.elementType ?? .int8))", "w_stride=\(stride)",
      "size_with_stride=\(tensor.byteCount)", "fmt=\(format)", "type=\(Self.typeName(tensor))",
      "qnt_type=\(tensor.scales.isEmpty ? "NONE" : "AFFINE")", "zp=\(tensor.zeroPoints.first ?? 0)",
      "scale=\(Self.sixPlaces(tensor.scales.first ?? 1))",
    ].joined(separator: ", ")
  }

  private static func typeName(_ tensor: RKNNTensor) -> String {
    switch tensor.elementType {
    case .float32?: "FP32"
    case .float16?: "FP16"
    case .int8?: "INT8"
    case .uint8?: "UINT8"
    case .int16?: "INT16"
    case .uint16?: "UINT16"
    case .int32?: "INT32"
    case .int64?: "INT64"
    case nil: "UNKNOWN"
    }
  }

  /// A number as C prints it with `%f`.
  private static func sixPlaces(_ value: Float) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
    let millionths = Int((Double(value.magnitude) * 1e6).rounded(.toNearestOrEven))
    let digits = String(millionths % 1_000_000)
    return (value < 0 ? "-" : "") + "\(millionths / 1_000_000)."
      + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
