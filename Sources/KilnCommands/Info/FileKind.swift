import Containers
import K210Flash
import KModel
import RockchipNPU

/// What a file is, by its first bytes; names play no part.
package enum FileKind: Equatable {
  case kmodel
  case zip
  case rknn
  case bmodel
  case tflite
  case onnx
  case png
  case jpeg
  case gzip
  case hdf5
  case firmware
  case program
  case elf
  case text
  case empty

  /// Judges a file; nil for bytes that no format here starts with.
  package static func recognize(_ bytes: [UInt8]) -> FileKind? {
    if bytes.isEmpty { return .empty }
    if KModel.recognize(bytes[...]) != nil { return .kmodel }
    if RKNNContainer.recognizes(bytes) { return .rknn }
    if bytes.starts(with: [0xEE, 0xAA, 0x55, 0xFF]) { return .bmodel }
    if bytes.dropFirst(4).starts(with: Array("TFL3".utf8)) { return .tflite }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return .png }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    if bytes.starts(with: [0x1F, 0x8B]) { return .gzip }
    if bytes.starts(with: [0x89, 0x48, 0x44, 0x46]) { return .hdf5 }
    if bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) { return .elf }
    if ONNXModel.recognizes(bytes) { return .onnx }
    if FirmwareImage.hasFrame(bytes) || FirmwareImage.recognizes(bytes) { return .firmware }
    if isText(bytes) { return .text }
    return FirmwareImage.looksLikeProgram(bytes) ? .program : nil
  }

  /// Whether the start is valid UTF-8 without control characters; a character may be cut off at its end.
  static func isText(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(512)
    guard start.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }) else {
      return false
    }
    let longestCutOff = bytes.count > start.count ? 3 : 0
    return (0...longestCutOff).contains { String(validating: start.dropLast($0), as: UTF8.self) != nil }
  }

  /// Whether it is a model of a kind that is run.
  package var isRunnable: Bool { [.kmodel, .rknn, .onnx, .tflite].contains(self) }

  /// Why the file is no model that this version runs.
  package var refusal: String {
    switch self {
    case .kmodel: "a kmodel"
    case .zip: "a zip archive, perhaps a kfpkg; this version of kiln reads kmodels"
    case .rknn: "a Rockchip model"
    case .onnx: "an ONNX network"
    case .bmodel: "a Sophon model (bmodel); this version of kiln reads kmodels"
    case .tflite: "a TensorFlow Lite network"
    case .png: "a PNG picture, not a model"
    case .jpeg: "a JPEG picture, not a model"
    case .gzip: "a gzip archive, not a model"
    case .hdf5: "an HDF5 file, perhaps a Keras model; this version of kiln reads kmodels"
    case .firmware: "a K210 firmware image, not a model"
    case .program: "probably a K210 program, not a model"
    case .elf: "an ELF program, not a model"
    case .text: "a text file, not a model"
    case .empty: "an empty file"
    }
  }

  /// What to do instead.
  package var hints: [String] {
    switch self {
    case .zip: ["take a kfpkg apart first: kiln unpack FILE", "other archives: unzip FILE"]
    case .gzip: ["unpack it first: gunzip FILE"]
    case .hdf5: ["compile it for the K210 with nncase v0.2.0, then give the kmodel"]
    case .png, .jpeg: ["pictures go behind --input: kiln sim MODEL --input PICTURE"]
    case .firmware: ["to see its header: kiln info FILE"]
    case .program, .elf: ["to put a program into a package: kiln pack OUT.kfpkg FILE.bin@0"]
    case .text, .empty: ["a download that failed often leaves such a file; fetch the model again"]
    case .kmodel, .rknn, .onnx, .tflite, .bmodel: []
    }
  }
}
