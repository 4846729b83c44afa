import KModel
import Tensors

extension KPULayerArgument {
  /// Shape of the input map, CHW.
  var inputShape: Shape { Shape([inputChannels, inputHeight, inputWidth]) }
  /// Shape of the output map after pooling, CHW.
  var outputShape: Shape { Shape([outputChannels, outputHeight, outputWidth]) }

  /// The kernel and the pooling in a few words: `3x3 depthwise, max 2x2 stride 2`.
  var details: String {
    var words = kernelType.map { "\($0.size)x\($0.size)" } ?? "kernel type \(kernelTypeCode)"
    if isDepthwise { words += " depthwise" }
    switch poolType {
    case .bypass: break
    case .some(let pool): words += ", \(pool.summary)"
    case nil: words += ", pool type \(poolTypeCode)"
    }
    return words
  }
}

extension KPULayerArgument {
  /// Set bits whose effect on hardware is not known and which the simulation ignores, as both emulators do.
  func cautions(layer: Int) -> [String] {
    let unknown = [
      ("ram_flag", ramFlag), ("full_add", fullAdd), ("pad_type", padType), ("first_stride", firstStride),
      ("bypass_conv", bypassConvolution),
    ]
    return unknown.filter { $0.1 }.map {
      "layer \(layer) sets \($0.0), whose effect is not known; it is ignored"
    }
  }
}

extension KPUPoolType {
  /// The pooling in a few words, with window and stride.
  var summary: String {
    switch self {
    case .bypass: "no pooling"
    case .max2Stride2: "max 2x2 stride 2"
    case .mean2Stride2: "mean 2x2 stride 2"
    case .max4Stride4: "max 4x4 stride 4"
    case .mean4Stride4: "mean 4x4 stride 4"
    case .leftTop2Stride2: "left top of 2x2"
    case .rightTop2Stride2: "right top of 2x2"
    case .leftTop4Stride4: "left top of 4x4"
    case .mean2Stride1: "mean 2x2 stride 1"
    case .max2Stride1: "max 2x2 stride 1"
    }
  }
}
