import Bytes
public import Containers

extension AXModel {
  /// Reads a file.
  ///
  /// - Throws: `AXModelError` for other files, for blobs that are not there, and for descriptions that are broken.
  public init(_ bytes: [UInt8], limits: ONNXLimits = .default) throws(AXModelError) {
    let model: ONNXModel
    do throws(ONNXError) {
      model = try ONNXModel(bytes, limits: limits)
    } catch { throw AXModelError(.onnx(error), subject: "file") }
    try self.init(model, fileByteCount: bytes.count)
  }

  /// Interprets the parts of an ONNX model.
  ///
  /// - Parameter fileByteCount: bytes of the file that it was read from.
  public init(_ model: ONNXModel, fileByteCount: Int) throws(AXModelError) {
    guard model.producerName == Self.producer else {
      throw AXModelError(.otherProducer(found: model.producerName), subject: "model")
    }
    var reader = AXModelReader(model.graph)
    try reader.readParts()
    let extra = try model.metadata("extra_data").map { text throws(AXModelError) in try AXExtraData(text) }
    func tensors(_ values: [ONNXValueInfo]) -> [AXTensor] {
      values.map { value in
        var tensor = AXTensor(
          name: value.name, elementType: value.elementType, extents: value.fixedDimensions)
        if let known = extra?.tensors[value.name] { (tensor.layout, tensor.format) = known }
        return tensor
      }
    }
    self.init(
      generation: reader.generation, compilerVersion: Self.line("Pulsar2 Version:", of: model.docString),
      compilerCommit: Self.line("Pulsar2 Commit:", of: model.docString), irVersion: model.irVersion,
      cores: extra?.cores, inputs: tensors(model.graph.inputs.filter { !reader.isBlob($0.name) }),
      outputs: tensors(model.graph.outputs), parts: reader.parts, blobs: reader.blobs,
      fileByteCount: fileByteCount)
  }

  /// What follows a label on its line; empty when there is no such line.
  private static func line(_ label: String, of text: String) -> String {
    for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(label) {
      return String(line.dropFirst(label.count).drop { $0 == " " })
    }
    return ""
  }
}

/// The property `extra_data`: a message in base64 (from compiler 1.6 on).
///
/// **Source**: its fields were found by comparing files; what field 1.4, a 1 at outputs, is for is not known.
struct AXExtraData {
  /// Layout and format by tensor; a format without a name here is nil.
  private(set) var tensors: [String: (layout: BuildLayout, format: PictureFormat?)] = [:]
  /// Cores of the NPU: one more than field 4.3.
  private(set) var cores = 1

  /// More cores than any chip has.
  private static let coreLimit: Int64 = 8

  init(_ text: String) throws(AXModelError) {
    guard let bytes = Base64.bytes(of: text) else {
      throw AXModelError(
        .invalid(field: "its text", found: "'\(text.prefix(40))'", expected: "base64"), subject: "extra_data")
    }
    do throws(ProtobufError) {
      try read(ProtobufReader(bytes[...]))
    } catch { throw AXModelError(.extraData(error), subject: "extra_data") }
    guard (1...Int(Self.coreLimit)).contains(cores) else {
      throw AXModelError(
        .invalid(field: "the number of cores", found: "\(cores)", expected: "1 to \(Self.coreLimit)"),
        subject: "extra_data")
    }
  }

  private mutating func read(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    while let field = try message.next() {
      switch field.number {
      case 1: try readTensor(message.message(field))
      case 4:
        var options = try message.message(field)
        while let option = try options.next() {
          if option.number == 3 { cores = Int(min(max(try option.integer(), -1), Self.coreLimit)) + 1 }
        }
      default: break
      }
    }
  }

  private mutating func readTensor(_ message: ProtobufReader) throws(ProtobufError) {
    var message = message
    var (name, layout, format) = ("", Int64(0), Int64(0))
    while let field = try message.next() {
      switch field.number {
      case 1: name = try field.name()
      case 2: layout = try field.integer()
      case 3: format = try field.integer()
      default: break
      }
    }
    tensors[name] = (layout == 1 ? .nhwc : layout == 2 ? .nchw : .native, PictureFormat.compiled[format])
  }
}

extension PictureFormat {
  /// The formats by their numbers in compiled models.
  fileprivate static let compiled: [Int64: PictureFormat] = [
    0: .automatic, 1: .gray, 2: .bgr, 3: .rgb, 4: .rgba, 6: .nv12, 7: .nv21, 8: .yuyv422, 9: .uyvy422,
    10: .raw,
  ]
}
