import K210Flash
import KModel

/// What the files of a plan are, by their contents.
enum FlashContents {
  /// The plan for files on a chip, with their contents looked at.
  static func map(_ pieces: [FlashPiece], chipByteCount: Int, stub: FlashStub = .kflash) -> FlashMap {
    FlashMap(pieces, chipByteCount: chipByteCount, stub: stub, judge: judge)
  }

  /// In a few words what a file is.
  static func words(for piece: FlashPiece) -> String {
    let content = piece.content
    switch FileKind.recognize(content) {
    case .kmodel: return modelWords(content)
    case .firmware: return "firmware image with its header"
    case .program: return "probably a K210 program"
    case .elf: return "ELF program"
    case .text: return "text"
    case .png: return "PNG picture"
    case .jpeg: return "JPEG picture"
    case .zip: return "zip archive"
    case .gzip: return "gzip archive"
    case .tflite: return "TensorFlow Lite model"
    case .onnx: return "ONNX network"
    case .rknn, .bmodel, .hdf5: return "model of another chip"
    case .empty: return "nothing"
    case nil: return "data"
    }
  }

  private static func modelWords(_ content: [UInt8]) -> String {
    do throws(KModelError) {
      return "kmodel version \(try KModel(bytes: content).version)"
    } catch {
      if case .unsupportedVersion(let version) = error.kind { return "kmodel version \(version)" }
      return "broken kmodel"
    }
  }

  /// What a plan shall conclude from a file's contents; nil for those that only their users can read.
  static func judge(_ piece: FlashPiece) -> FlashContent? {
    // MaixHub's encrypted models look like noise.
    guard Files.pathExtension(of: piece.name) != "smodel" else { return nil }
    let content = piece.content
    guard FileKind.recognize(content) == .kmodel else { return .other(words(for: piece)) }
    do throws(KModelError) {
      _ = try KModel(bytes: content)
      return .model
    } catch {
      if case .unsupportedVersion(let version) = error.kind { return .modelOfVersion(version) }
      return .broken("broken kmodel: \(error)")
    }
  }
}
