/// One of several settings, with its names in the two tools' configurations.
public protocol BuildChoice: CaseIterable, Sendable, Equatable {
  /// The name in a dialect; nil when the dialect does not have it.
  func name(in dialect: BuildConfiguration.Dialect) -> String?
}

extension BuildChoice {
  /// All names of a dialect.
  static func names(in dialect: BuildConfiguration.Dialect) -> [String] {
    allCases.compactMap { $0.name(in: dialect) }
  }
}

/// What the channels of a picture are.
///
/// Neither tool turns BGR into RGB or back: when both sides name one of them and they differ, the bytes stay as they
/// are, and a remark says so.
public enum PictureFormat: String, BuildChoice {
  /// Three channels are BGR, one is grey.
  case automatic
  case gray, bgr, rgb
  /// Four bytes, the last one without meaning.
  case bgr0
  case rgba
  /// A plane of luma, then one of pairs of chroma at half the size: `U V` or `V U`.
  case nv12, nv21
  case yuyv422, uyvy422
  /// A sensor's own.
  case raw

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    switch (self, dialect) {
    case (.automatic, .pulsar): "TENSOR_COLOR_SPACE_AUTO"
    case (.gray, .pulsar): "TENSOR_COLOR_SPACE_GRAY"
    case (.bgr, .pulsar): "TENSOR_COLOR_SPACE_BGR"
    case (.rgb, .pulsar): "TENSOR_COLOR_SPACE_RGB"
    case (.bgr0, .pulsar): "TENSOR_COLOR_SPACE_BGR0"
    case (.nv12, .pulsar): "TENSOR_COLOR_SPACE_NV12"
    case (.nv21, .pulsar): "TENSOR_COLOR_SPACE_NV21"
    case (.automatic, .pulsar2): "AutoColorSpace"
    case (.gray, .pulsar2): "GRAY"
    case (.bgr, .pulsar2): "BGR"
    case (.rgb, .pulsar2): "RGB"
    case (.rgba, .pulsar2): "RGBA"
    case (.nv12, .pulsar2): "YUV420SP"
    case (.nv21, .pulsar2): "YVU420SP"
    case (.yuyv422, .pulsar2): "YUYV422"
    case (.uyvy422, .pulsar2): "UYVY422"
    case (.raw, .pulsar2): "RAW"
    case (.bgr0, .pulsar2), (.rgba, .pulsar), (.yuyv422, .pulsar), (.uyvy422, .pulsar), (.raw, .pulsar): nil
    }
  }

  /// Whether luma and chroma lie apart; such inputs have pixels innermost in any case.
  public var isYUV: Bool { [.nv12, .nv21, .yuyv422, .uyvy422].contains(self) }
}

/// The type of a tensor's or a layer's numbers.
public enum BuildDataType: String, BuildChoice {
  case unknown
  case uint2, int2, mint2, uint4, int4, mint4, uint8, int8, mint8, uint16, int16, uint32, int32, uint64, int64
  case float16, float32, bfloat16

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    switch dialect {
    case .pulsar:
      switch self {
      case .unknown: "DATA_TYPE_UNKNOWN"
      case .uint32, .int32, .uint64, .int64, .float16, .bfloat16: nil
      default: rawValue.uppercased()
      }
    case .pulsar2:
      switch self {
      case .uint8: "U8"
      case .int8: "S8"
      case .uint16: "U16"
      case .int16: "S16"
      case .uint32: "U32"
      case .int32: "S32"
      case .uint64: "U64"
      case .int64: "S64"
      case .float16: "FP16"
      case .float32: "FP32"
      case .bfloat16: "BF16"
      case .unknown, .uint2, .int2, .mint2, .uint4, .int4, .mint4, .mint8: nil
      }
    }
  }

  /// Whether its numbers have fewer than eight bits, or signs of their own (`MINT`).
  public var isRare: Bool {
    [.unknown, .uint2, .int2, .mint2, .uint4, .int4, .mint4, .mint8].contains(self)
  }
}

/// The order of a tensor's axes.
public enum BuildLayout: String, BuildChoice {
  /// That of the network.
  case native
  case nhwc, nchw

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    switch self {
    case .native: dialect == .pulsar ? "NATIVE" : "DefaultLayout"
    case .nhwc: "NHWC"
    case .nchw: "NCHW"
    }
  }
}

/// How YUV becomes RGB (ITU-R BT.601).
public enum ColorStandard: String, BuildChoice {
  /// An integer approximation of the full range.
  case legacy
  /// Luma 16 to 235.
  case studio
  /// Luma 0 to 255.
  case full

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    guard dialect == .pulsar else { return nil }
    return switch self {
    case .legacy: "CSC_LEGACY"
    case .studio: "CSS_ITU_BT601_STUDIO_SWING"
    case .full: "CSS_ITU_BT601_FULL_SWING"
    }
  }
}

/// How a converted model changes colours by itself.
public enum ColorConversion: String, BuildChoice {
  case none = "NoCSC"
  case matrix = "Matrix"
  case fullRange = "FullRange"
  case limitedRange = "LimitedRange"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? { dialect == .pulsar2 ? rawValue : nil }
}

/// The chip that is built for.
public enum AxeraTarget: String, BuildChoice {
  case ax630A = "AX630A"
  case ax620A = "AX620A"
  case ax170 = "AX170"
  case ax650 = "AX650"
  /// AX630C and AX620Q.
  case ax620E = "AX620E"
  case ax615 = "AX615"
  case m76H = "M76H"
  case m57 = "M57"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    switch self {
    case .ax630A: dialect == .pulsar ? "TARGET_HARDWARE_AX630" : nil
    case .ax620A: dialect == .pulsar ? "TARGET_HARDWARE_AX620" : nil
    case .ax170: dialect == .pulsar ? "TARGET_HARDWARE_AX170" : nil
    case .ax650, .ax620E, .ax615, .m76H, .m57: dialect == .pulsar2 ? rawValue : nil
    }
  }
}

/// Which part of a divided NPU the model runs on; the digits name the division and the part.
public enum VirtualNPU: String, BuildChoice {
  case automatic = "AUTO"
  /// All of it.
  case whole = "0"
  /// Halves of the AX620A; the second one serves the picture pipeline.
  case half111 = "111"
  case half112 = "112"
  /// Parts of the AX630A.
  case part311 = "311"
  case part312 = "312"
  case part221 = "221"
  case part222 = "222"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    guard dialect == .pulsar else { return nil }
    return isOfAX630A ? "VIRTUAL_NPU_MODE_\(rawValue)" : "AX620_VIRTUAL_NPU_MODE_\(rawValue)"
  }

  /// Whether only the AX630A is divided like this.
  public var isOfAX630A: Bool { [.part311, .part312, .part221, .part222].contains(self) }
}

/// What kind of file is built from.
public enum SourceModelKind: String, BuildChoice {
  /// By its suffix.
  case automatic
  case onnx
  /// Quantised by the tool itself, with private operations.
  case quantizedAxera
  /// With pairs of QuantizeLinear and DequantizeLinear.
  case quantizedONNX
  case optimizedQuantizedAxera

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    switch (self, dialect) {
    case (.automatic, .pulsar): "INPUT_TYPE_AUTO"
    case (.onnx, .pulsar): "INPUT_TYPE_ONNX"
    case (.onnx, .pulsar2): "ONNX"
    case (.quantizedAxera, .pulsar2): "QuantAxModel"
    case (.quantizedONNX, .pulsar2): "QuantONNX"
    case (.optimizedQuantizedAxera, .pulsar2): "OptimizedQuantAxModel"
    default: nil
    }
  }
}

/// What is built.
public enum BuildOutputKind: String, BuildChoice {
  case automatic = "OUTPUT_TYPE_AUTO"
  case joint = "OUTPUT_TYPE_JOINT"
  /// A search for the number of bits of each layer.
  case supernet = "OUTPUT_TYPE_SUPERNET"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? { dialect == .pulsar ? rawValue : nil }
}

/// How many inputs a compiled model takes at a time.
public enum BatchOption: String, BuildChoice {
  /// Static, or dynamic when several sizes are given.
  case automatic = "BSO_AUTO"
  case fixed = "BSO_STATIC"
  /// Any size up to the largest.
  case dynamic = "BSO_DYNAMIC"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? { dialect == .pulsar ? rawValue : nil }
}

/// How the range of a layer's numbers is found.
public enum ObserverMethod: String, BuildChoice {
  case minMax, percentile
  /// The range whose codes have the least squared error.
  case meanSquareError
  /// The range whose codes are distributed most alike (Kullback and Leibler).
  case divergence

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? {
    switch (self, dialect) {
    case (.minMax, .pulsar): "OBSVR_METHOD_MIN_MAX"
    case (.meanSquareError, .pulsar): "OBSVR_METHOD_MSE_CLIPPING"
    case (.minMax, .pulsar2): "MinMax"
    case (.percentile, .pulsar2): "Percentile"
    case (.meanSquareError, .pulsar2): "MSE"
    case (.divergence, .pulsar2): "KL"
    case (.percentile, .pulsar), (.divergence, .pulsar): nil
    }
  }
}

/// What weights share a scale.
public enum CalibrationStrategy: String, BuildChoice {
  case perChannel = "CALIB_STRATEGY_PER_CHANNEL"
  case perTensor = "CALIB_STRATEGY_PER_TENSOR"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? { dialect == .pulsar ? rawValue : nil }
}

/// What the files of a data set are.
public enum DatasetFormat: String, BuildChoice {
  case image = "Image"
  case numpy = "Numpy"
  case binary = "Binary"
  /// A pickled dictionary of arrays.
  case numpyObject = "NumpyObject"

  /// The name in a dialect; nil when the dialect does not have it.
  public func name(in dialect: BuildConfiguration.Dialect) -> String? { dialect == .pulsar2 ? rawValue : nil }
}
