import Containers

/// What a built model says about itself beside its network.
///
/// **Source**: our own format, docs/axera.md; nothing in it depends on when or where it was made.
public struct JointMetadata: Sendable, Equatable {
  /// The key under which it stands in a file.
  public static let key = "npusim"
  /// Version of the format.
  public static let format = 1

  /// The chip, as its maker writes it: `AX620A`.
  public var target: String
  /// The part of the NPU: `0`, `111`, `112`, `NPU1` to `NPU3`.
  public var mode: String
  /// The inputs in order.
  public var inputs: [ModelInput]
  /// Names of the outputs in order.
  public var outputs: [String]
  /// What programs get of the outputs, one for each.
  public var outputTypes: [OutputType]
  /// Where ranges come from.
  public var calibration: CalibrationAccount
  /// SHA-256 of the source network's file, in hexadecimal.
  public var sourceDigest: String
  /// Format of that file: `onnx` or `tflite`.
  public var sourceFormat: String
  /// Version of the source's operator set, or of its format.
  public var sourceOperatorSet: Int
  /// Version of the tool.
  public var toolVersion: String

  /// Where ranges come from.
  public struct CalibrationAccount: Sendable, Equatable {
    /// Name of the data set, without its folder.
    public var dataset: String
    /// Pictures used.
    public var count: Int
    /// The method, in the words of `pulsar2`.
    public var method: String
    /// `per channel` or `per tensor`, for weights.
    public var strategy: String
    /// SHA-256 of what the network was fed, in hexadecimal.
    public var digest: String

    /// An account of the given parts.
    public init(dataset: String, count: Int, method: String, strategy: String, digest: String) {
      (self.dataset, self.count, self.method) = (dataset, count, method)
      (self.strategy, self.digest) = (strategy, digest)
    }
  }

  /// Metadata of the given parts; without types all outputs are floats.
  public init(
    target: String, mode: String, inputs: [ModelInput], outputs: [String], outputTypes: [OutputType]? = nil,
    calibration: CalibrationAccount, sourceDigest: String, sourceFormat: String = "onnx",
    sourceOperatorSet: Int, toolVersion: String
  ) {
    (self.target, self.mode, self.inputs, self.outputs) = (target, mode, inputs, outputs)
    self.outputTypes = outputTypes ?? outputs.map { _ in .float32 }
    (self.calibration, self.sourceDigest) = (calibration, sourceDigest)
    (self.sourceFormat, self.sourceOperatorSet) = (sourceFormat, sourceOperatorSet)
    self.toolVersion = toolVersion
  }
}

extension JointMetadata {
  /// The text that stands in a file.
  public var json: String {
    var members: [String: JSONValue] = [
      "format": .integer(Self.format), "target": .string(target), "vnpu": .string(mode),
      "tool": .object(["name": .string("kiln"), "version": .string(toolVersion)]),
      "batch": .object(["sizes": .array([.integer(1)]), "dynamic": .boolean(false)]),
      "inputs": .array(inputs.map(\.json)), "outputs": .array(outputs.map { .string($0) }),
      "calibration": .object([
        "dataset": .string(calibration.dataset), "count": .integer(calibration.count),
        "method": .string(calibration.method), "strategy": .string(calibration.strategy),
        "sha256": .string(calibration.digest),
      ]),
      "source": .object([
        "format": .string(sourceFormat), "sha256": .string(sourceDigest),
        "opset": .integer(sourceOperatorSet),
      ]),
    ]
    if outputTypes.contains(where: { $0 != .float32 }) {
      members["output_dtypes"] = .array(outputTypes.map { .string($0.rawValue) })
    }
    return JSONValue.object(members).text
  }

  /// Reads the text of a file.
  ///
  /// - Throws: `JointError` naming the member that is missing or wrong.
  public init(json text: String) throws(JointError) {
    let root: JSONNode
    do throws(LenientJSON.Failure) {
      root = try LenientJSON(Array(text.utf8)).root
    } catch { throw JointError("metadata: \(error)") }
    let reader = MemberReader(node: root, path: "")
    guard try reader.integer("format") == Self.format else {
      throw JointError("metadata: format \(try reader.integer("format")); this version reads \(Self.format)")
    }
    var inputs: [ModelInput] = []
    for (index, node) in try reader.list("inputs").enumerated() {
      inputs.append(try ModelInput(MemberReader(node: node, path: "inputs[\(index)].")))
    }
    var outputs: [String] = []
    for node in try reader.list("outputs") {
      guard case .string(let name) = node.value else {
        throw JointError("metadata: an output that is no name")
      }
      outputs.append(name)
    }
    var types: [OutputType]?
    if reader.has("output_dtypes") {
      types = []
      for node in try reader.list("output_dtypes") {
        guard case .string(let name) = node.value, let type = OutputType(rawValue: name) else {
          throw reader.error("output_dtypes", "holds a type that is not known")
        }
        types?.append(type)
      }
      guard types?.count == outputs.count else {
        throw reader.error("output_dtypes", "are \(types?.count ?? 0); the outputs are \(outputs.count)")
      }
    }
    let (calibration, source, tool) = (
      try reader.member("calibration"), try reader.member("source"), try reader.member("tool")
    )
    self.init(
      target: try reader.string("target"), mode: try reader.string("vnpu"), inputs: inputs, outputs: outputs,
      outputTypes: types,
      calibration: CalibrationAccount(
        dataset: try calibration.string("dataset"), count: try calibration.integer("count"),
        method: try calibration.string("method"), strategy: try calibration.string("strategy"),
        digest: try calibration.string("sha256")), sourceDigest: try source.string("sha256"),
      sourceFormat: source.has("format") ? try source.string("format") : "onnx",
      sourceOperatorSet: try source.integer("opset"), toolVersion: try tool.string("version"))
  }
}

extension ModelInput {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "name": .string(name), "extents": .array(extents.map { .integer($0) }),
      "dtype": .string(isBytes ? "uint8" : "float32"), "layout": .string(isPlanar ? "NCHW" : "NHWC"),
      "slopes": .array(slopes.map { .integer(Int($0.bitPattern)) }),
      "offsets": .array(offsets.map { .integer(Int($0.bitPattern)) }),
      "color_standard": .string(colorStandard.rawValue),
      "shape": .array(fedExtents.map { .integer($0) }),
    ]
    if let format { members["color_space"] = .string(format.rawValue) }
    if let modelFormat { members["source_color_space"] = .string(modelFormat.rawValue) }
    if let picture {
      members["picture"] = .array([picture.channels, picture.height, picture.width].map { .integer($0) })
    }
    return .object(members)
  }

  fileprivate init(_ reader: MemberReader) throws(JointError) {
    self.init(name: try reader.string("name"), extents: try reader.integers("extents"))
    isBytes = try reader.string("dtype") == "uint8"
    isPlanar = try reader.string("layout") == "NCHW"
    guard let standard = ColorStandard(rawValue: try reader.string("color_standard")) else {
      throw reader.error("color_standard", "is not known")
    }
    colorStandard = standard
    // Bits instead of digits, so that every reader gets the same number.
    slopes = try reader.floats("slopes")
    offsets = try reader.floats("offsets")
    if reader.has("picture") {
      let size = try reader.integers("picture")
      guard size.count == 3, size.allSatisfy({ (1...1 << 16).contains($0) }) else {
        throw reader.error("picture", "is \(size)")
      }
      picture = PictureSize(channels: size[0], height: size[1], width: size[2])
      format = try reader.format("color_space")
      modelFormat = try reader.format("source_color_space")
    }
    let counts = [1, picture?.channels ?? 1]
    guard counts.contains(slopes.count), counts.contains(offsets.count) else {
      throw reader.error("slopes", "are \(slopes.count), offsets \(offsets.count)")
    }
  }
}

/// Reads members of a JSON object; every miss names the member.
private struct MemberReader {
  let node: JSONNode
  let path: String

  func error(_ name: String, _ reason: String) -> JointError {
    JointError("metadata: \(path)\(name) \(reason)")
  }

  func has(_ name: String) -> Bool { node[name] != nil }

  func value(_ name: String) throws(JointError) -> JSONNode.Value {
    guard let member = node[name] else { throw error(name, "is missing") }
    return member.value
  }

  func member(_ name: String) throws(JointError) -> MemberReader {
    guard let member = node[name] else { throw error(name, "is missing") }
    return MemberReader(node: member, path: "\(path)\(name).")
  }

  func string(_ name: String) throws(JointError) -> String {
    guard case .string(let text) = try value(name) else { throw error(name, "is no text") }
    return text
  }

  func integer(_ name: String) throws(JointError) -> Int {
    guard case .number(let text) = try value(name), let number = Int(text) else {
      throw error(name, "is no whole number")
    }
    return number
  }

  func list(_ name: String) throws(JointError) -> [JSONNode] {
    guard case .array(let nodes) = try value(name) else { throw error(name, "is no list") }
    return nodes
  }

  func integers(_ name: String) throws(JointError) -> [Int] {
    var numbers: [Int] = []
    for node in try list(name) {
      guard case .number(let text) = node.value, let number = Int(text) else {
        throw error(name, "holds what is no whole number")
      }
      numbers.append(number)
    }
    return numbers
  }

  func floats(_ name: String) throws(JointError) -> [Float] {
    var floats: [Float] = []
    for bits in try integers(name) {
      guard let pattern = UInt32(exactly: bits), Float(bitPattern: pattern).isFinite else {
        throw error(name, "holds what is no number")
      }
      floats.append(Float(bitPattern: pattern))
    }
    return floats
  }

  func format(_ name: String) throws(JointError) -> PictureFormat {
    guard let format = PictureFormat(rawValue: try string(name)) else { throw error(name, "is not known") }
    return format
  }
}

/// Why a file is no built model.
public struct JointError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was found, and what was expected.
  public let description: String

  /// Records what was found.
  public init(_ description: String) { self.description = description }
}
