import K210Flash
import KModel

/// What the files of a plan are, by their contents.
enum FlashContents {
  /// The plan for files on a chip, with broken models found.
  static func map(_ pieces: [FlashPiece], chipByteCount: Int) -> FlashMap {
    FlashMap(pieces, chipByteCount: chipByteCount, contentFault: fault)
  }

  /// In a few words what a file is.
  static func words(for piece: FlashPiece) -> String {
    let content = piece.content
    switch FileKind.recognize(content) {
    case .kmodel: return modelVersion(content).map { "kmodel version \($0)" } ?? "kmodel"
    case .firmware: return "firmware image with its header"
    case .program: return "probably a K210 program"
    case .elf: return "ELF program"
    case .text: return "text"
    case .png: return "PNG picture"
    case .jpeg: return "JPEG picture"
    case .zip: return "zip archive"
    case .gzip: return "gzip archive"
    case .tflite: return "TensorFlow Lite model"
    case .rknn, .bmodel, .hdf5: return "model of another chip"
    case .empty: return "nothing"
    case nil: return "data"
    }
  }

  private static func modelVersion(_ content: [UInt8]) -> Int? {
    switch try? KModel(bytes: content) {
    case .v3: 3
    case .v4: 4
    case nil: nil
    }
  }

  /// Why a kmodel would not run; other files, and versions that kiln does not know, are not judged.
  private static func fault(_ piece: FlashPiece) -> String? {
    let content = piece.content
    guard FileKind.recognize(content) == .kmodel else { return nil }
    do throws(KModelError) {
      _ = try KModel(bytes: content)
      return nil
    } catch {
      if case .unsupportedVersion = error.kind { return nil }
      return "broken kmodel: \(error)"
    }
  }
}
