import AxeraNPU
import Containers

extension NetworkFile {
  /// A network that no tool compiled yet, by the file's contents: what is checked, built and compared with.
  ///
  /// - Throws: a failure with exit code 3 for compiled models and for what is no network, with where to go; errors of
  ///   reading as for every ONNX file.
  static func read(
    path: String, bytes: [UInt8], _ settings: ModelSettings
  ) throws(CommandFailure) -> NetworkFile {
    switch FileKind.recognize(bytes) {
    case .onnx?:
      let file = try container(path: path, bytes: bytes)
      // Both are ONNX by their form.
      if JointModel.recognizes(file) { throw compiled(path, by: "`kiln build`", isTimed: true) }
      if AXModel.recognizes(bytes) { throw compiled(path, by: AXModel.producer, isTimed: false) }
      return try NetworkFile(path: path, file, byteCount: bytes.count, settings)
    case .kmodel?, .rknn?: throw compiled(path, by: nil, isTimed: true)
    case .bmodel?: throw compiled(path, by: nil, isTimed: false)
    case .tflite?: return try NetworkFile(tensorFlowLite: bytes, path: path, settings)
    case .png?, .jpeg?:
      throw CommandFailure(
        .file, "\(path): a picture, not a network",
        hints: ["pictures go behind --calibration or --input; the network is an argument of its own"])
    case let kind?: throw CommandFailure(.file, "\(path): \(kind.refusal)", hints: kind.hints)
    case nil:
      throw CommandFailure(
        .file, "\(path): no network that is known", hints: ["export it as ONNX or TensorFlow Lite"])
    }
  }

  private static func compiled(_ path: String, by tool: String?, isTimed: Bool) -> CommandFailure {
    var hints = ["to see what became of it: kiln info \(path)"]
    if isTimed { hints.append("to see what it costs: kiln estimate \(path)") }
    return CommandFailure(
      .file,
      "\(path): compiled already\(tool.map { " by \($0)" } ?? ""); must be the network that it was made from",
      hints: hints)
  }
}
