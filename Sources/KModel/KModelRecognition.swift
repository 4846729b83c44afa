import Bytes

/// What the first bytes of a file say about it.
public enum KModelRecognition: Sendable, Equatable {
  /// A kmodel that `KModel` reads: version 3 or 4.
  case kmodel(version: Int)
  /// The older "task" form that nncase's predecessor wrote for the KPU driver.
  case taskV1
  /// A kmodel of a version that `KModel` does not read, such as 5 (nncase 1.x).
  case kmodelUnsupported(version: Int)
}

extension KModel {
  /// Judges a file by its first bytes; 40 are enough.
  ///
  /// Version 4 and later carry a signature. The two older forms start with a mere number, so their headers
  /// must be plausible for a file of `fileByteCount` bytes (nil: as many as are given).
  ///
  /// - Returns: nil for anything that is no kmodel.
  public static func recognize(
    _ prefix: ArraySlice<UInt8>, fileByteCount: Int? = nil
  ) -> KModelRecognition? {
    var reader = ByteReader(prefix)
    guard let word = try? reader.readInteger(UInt32.self) else { return nil }
    switch word {
    case KModelV4.identifier:
      guard let version = try? reader.readInteger(UInt32.self), version != 4 else {
        return .kmodel(version: 4)
      }
      return .kmodelUnsupported(version: Int(version))
    case 3: return isPlausibleV3(&reader, fileByteCount ?? prefix.count) ? .kmodel(version: 3) : nil
    case 1: return isPlausibleTask(&reader, fileByteCount ?? prefix.count) ? .taskV1 : nil
    default: return nil
    }
  }

  /// Header words: flags (bit 0 only), arch 0, layers, max_start_address, main_mem_usage, outputs.
  private static func isPlausibleV3(_ reader: inout ByteReader, _ fileByteCount: Int) -> Bool {
    guard let words = words(6, &reader) else { return false }
    let (layers, outputs) = (words[2], words[5])
    // The smallest body is 16 bytes: flags, two addresses and a count.
    return words[0] <= 1 && words[1] == 0 && layers >= 1 && outputs >= 1 && words[3] <= 32768
      && KModelV3.headerByteCount + outputs * 8 + layers * (8 + 16) - 8 <= fileByteCount
  }

  /// Header words: flags (bit 0 only), layers, max_start_address, layers_argument_start.
  private static func isPlausibleTask(_ reader: inout ByteReader, _ fileByteCount: Int) -> Bool {
    guard let words = words(4, &reader) else { return false }
    let (layers, arguments) = (words[1], words[3])
    return words[0] <= 1 && layers >= 1 && words[2] <= 32768 && arguments >= 20
      && arguments + layers * KPULayerArgument.byteCount <= fileByteCount
  }

  private static func words(_ count: Int, _ reader: inout ByteReader) -> [Int]? {
    var words: [Int] = []
    for _ in 0..<count {
      guard let word = try? reader.readInteger(UInt32.self) else { return nil }
      words.append(Int(word))
    }
    return words
  }
}
