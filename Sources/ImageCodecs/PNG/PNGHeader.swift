internal import Bytes

/// What the chunks before a PNG's pixels say; libpng's simple interface does not tell it all.
struct PNGHeader {
  /// Columns.
  var width = 0
  /// Rows.
  var height = 0
  /// Bits of a sample: 1, 2, 4, 8 or 16.
  var bitDepth = 0
  /// The file's gamma times 100,000; `nil` without a `gAMA` chunk.
  var gamma: Int?
  /// The file says that its colours are sRGB, which goes before its gamma.
  var isSRGB = false

  /// libpng corrects a gamma that is more than five percent away from sRGB's 1/2.2.
  var needsGammaCorrection: Bool {
    guard let gamma, !isSRGB else { return false }
    return !(43_182...47_727).contains(gamma)
  }

  /// Reads the chunks up to the first `IDAT`.
  init(_ bytes: [UInt8]) throws(ImageError) {
    var reader = ByteReader(bytes[...])
    do {
      try reader.seek(to: 8)
      while true {
        let start = reader.offset
        let length = Int(try reader.readInteger(UInt32.self).byteSwapped)
        let name = Array(try reader.read(4))
        if start == 8 {
          guard name == Array("IHDR".utf8), length == 13 else {
            throw ImageError(
              kind: .malformed(found: "first chunk is not IHDR of 13 bytes", expected: "it"), format: .png,
              offset: start)
          }
          width = Int(try reader.readInteger(UInt32.self).byteSwapped)
          height = Int(try reader.readInteger(UInt32.self).byteSwapped)
          bitDepth = Int(try reader.readInteger(UInt8.self))
        } else if name == Array("IDAT".utf8) {
          return
        } else if name == Array("sRGB".utf8) {
          isSRGB = true
        } else if name == Array("gAMA".utf8), length == 4 {
          gamma = Int(try reader.readInteger(UInt32.self).byteSwapped)
        }
        // Length and name come before the data, the checksum after it.
        _ = try reader.read(start + 8 + length + 4 - reader.offset)
      }
    } catch let error as OutOfBytes {
      throw ImageError(error, .png)
    } catch let error as ImageError {
      throw error
    } catch {
      throw ImageError(kind: .library(message: "\(error)"), format: .png)
    }
  }
}
