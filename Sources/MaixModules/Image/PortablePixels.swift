import Pictures
import Scripting

/// PGM and PPM as MaixPy's firmware reads them: shades or colours, as numbers or as bytes, up to 255.
///
/// **Source**: `ppm.c`. Whatever is no digit and no comment lies between two numbers. The firmware goes on for ever at the end
/// of a file that is too short; here that is a fault.
struct PortablePixels {
  private let bytes: [UInt8]
  private var place = 2

  /// Whether a file's first bytes say that it is one.
  static func begin(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == UInt8(ascii: "P") && "2356".utf8.contains(bytes[1])
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Reads a file that begins as one; nil if its pixels would take more than `limit` bytes.
  static func read(_ bytes: [UInt8], limit: Int) throws(BoardBitmap.Fault) -> Raster? {
    var reader = PortablePixels(bytes)
    let kind = bytes[1]
    let isGray = kind == UInt8(ascii: "2") || kind == UInt8(ascii: "5")
    let (width, height) = (try reader.number(), try reader.number())
    guard width > 0, height > 0 else { throw .empty }
    guard try reader.number() == 255 else { throw .unsupported }
    let format: Raster.Format = isGray ? .grayscale : .rgb565
    guard width <= Picture.sideLimit, height <= Picture.sideLimit,
      width * height * format.byteCount <= limit,
      var raster = try? Raster(width: width, height: height, format: format)
    else { return nil }
    let isText = kind == UInt8(ascii: "2") || kind == UInt8(ascii: "3")
    for y in 0..<height {
      for x in 0..<width {
        let red = try reader.part(isText)
        raster[x, y] =
          isGray
          ? UInt16(red)
          : BoardColor.rgb565(Color(red: red, green: try reader.part(isText), blue: try reader.part(isText)))
      }
    }
    return raster
  }

  /// A part of a pixel.
  private mutating func part(_ isText: Bool) throws(BoardBitmap.Fault) -> UInt8 {
    if isText { return UInt8(truncatingIfNeeded: try number()) }
    guard place < bytes.count else { throw .truncated }
    defer { place += 1 }
    return bytes[place]
  }

  /// The next number, and the byte behind it.
  private mutating func number() throws(BoardBitmap.Fault) -> Int {
    var isComment = false
    var number: UInt32?
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case 0x30...0x39 where !isComment: number = (number ?? 0) &* 10 &+ UInt32(byte - 0x30)
      case _ where number != nil: return Int(Int32(bitPattern: number ?? 0))
      case 0x0A, 0x0D: isComment = false
      case UInt8(ascii: "#"): isComment = true
      default: break
      }
    }
    guard let number else { throw .truncated }
    return Int(Int32(bitPattern: number))
  }
}

extension MaixBoard {
  /// The picture of a file that a method takes in place of an image: a bitmap, PGM or PPM; no JPEG.
  ///
  /// **Source**: `imlib.c` (`imlib_read_geometry`).
  func operandPicture(_ vm: Interpreter, _ path: [UInt8]) throws(Raised) -> Raster {
    let bytes = try readFile(vm, path)
    explainOnce(
      "a file in place of the other image works here; a board crashes, for its source passes a wrong handle")
    let limit = configuration.gcHeapByteCount
    var raster: Raster?
    do throws(BoardBitmap.Fault) {
      if PortablePixels.begin(bytes) {
        raster = try PortablePixels.read(bytes, limit: limit)
      } else if bytes.starts(with: [0x42, 0x4D]) {
        raster = try BoardBitmap.read(bytes, limit: limit)
      } else {
        throw .unsupported
      }
    } catch {
      throw bitmapError(vm, error)
    }
    guard let raster else { throw imageMemoryError(vm) }
    // The name must not say that it is something else.
    _ = try fileKind(vm, ImageBuffer(raster), path)
    return raster
  }
}
