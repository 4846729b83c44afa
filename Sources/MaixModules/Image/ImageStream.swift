import Pictures
import Scripting

/// A file of frames that a script reads or writes: 16 bytes that say what it is, then frames of whole sixteens.
///
/// A frame is four numbers of four bytes, the low one first — milliseconds since the frame before, columns, rows, and what a
/// pixel is — and the pixels as the board has them in memory.
/// **Source**: MaixPy-v1, omv/py/py_image.c (`py_image_imagewriter`, `py_image_imagereader`).
final class ImageStream: ScriptObject {
  /// What a file begins with.
  static let header = Array("OMV IMG STR V1.0".utf8)

  private let files: any ScriptFiles
  /// The file's number among the host's; nil when it is closed.
  private var file: Int?
  /// Bytes of the file.
  private(set) var byteCount = 0
  /// Bytes before the next frame.
  private var place = 0
  /// When the frame before was taken or shown, in milliseconds.
  var lastTime: UInt32

  init(_ files: any ScriptFiles, _ file: Int, time: UInt32) {
    self.files = files
    self.file = file
    lastTime = time
  }

  deinit { close() }

  func close() {
    if let file { files.close(file) }
    file = nil
  }

  /// Takes the file's size, and goes to its beginning.
  func measure() throws(ScriptFileError) {
    byteCount = try files.seek(try opened, offset: 0, whence: 2)
    try rewind(to: 0)
  }

  func rewind(to place: Int) throws(ScriptFileError) {
    self.place = try files.seek(try opened, offset: place, whence: 0)
  }

  var isAtEnd: Bool { place >= byteCount }

  /// Bytes that are left.
  var restByteCount: Int { max(byteCount - place, 0) }

  /// So many bytes; fewer where the file ends.
  func read(_ count: Int) throws(ScriptFileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let part = try files.read(try opened, count: count - bytes.count)
      if part.isEmpty { break }
      bytes += part
    }
    place += bytes.count
    return bytes
  }

  func write(_ bytes: [UInt8]) throws(ScriptFileError) {
    try files.write(try opened, bytes[...])
    byteCount += bytes.count
  }

  private var opened: Int {
    get throws(ScriptFileError) {
      // EBADF.
      guard let file else { throw ScriptFileError(number: 9) }
      return file
    }
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("{\"size\":\(byteCount)}".utf8)
  }

  // MARK: Frames

  /// The head of a frame.
  struct Frame {
    /// Milliseconds since the frame before.
    var time: UInt32
    var width: Int
    var height: Int
    /// 0 for bits, 1 for shades, 2 for colours; bytes of a JPEG where it is more than 3.
    var kind: Int

    static let byteCount = 16

    init(time: UInt32, _ buffer: ImageBuffer) {
      self.time = time
      (width, height) = (buffer.width, buffer.height)
      if let jpeg = buffer.jpeg {
        kind = jpeg.bytes.count
      } else {
        kind =
          switch buffer.raster.format {
          case .binary: 0
          case .grayscale: 1
          case .rgb565: 2
          }
      }
    }

    /// Reads sixteen bytes.
    init(_ bytes: [UInt8]) {
      func number(_ place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[4 * place + $1]) << UInt32(8 * $1) }
      }
      time = number(0)
      (width, height) = (Int(Int32(bitPattern: number(1))), Int(Int32(bitPattern: number(2))))
      kind = Int(Int32(bitPattern: number(3)))
    }

    var bytes: [UInt8] {
      [Int(time), width, height, kind].flatMap { number in
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
    }

    /// Bytes of the pixels, without what fills the sixteen; nil for a frame that cannot be.
    var pixelByteCount: Int? {
      guard width >= 1, height >= 1, width <= Picture.sideLimit, height <= Picture.sideLimit else {
        return nil
      }
      switch kind {
      case 0: return (width + 31) / 32 * 4 * height
      case 1: return width * height
      case 2: return 2 * width * height
      // Three is a sensor's raw pixels.
      case 4...: return kind
      default: return nil
      }
    }

    /// The image of a frame's pixels; nil if they are none.
    func buffer(_ pixels: [UInt8]) -> ImageBuffer? {
      if kind > 3 {
        guard let single = try? Raster(width: 1, height: 1, format: .grayscale) else { return nil }
        let buffer = ImageBuffer(single)
        buffer.jpeg = (pixels, width, height)
        return buffer
      }
      guard kind == 0 else {
        let format: Raster.Format = kind == 1 ? .grayscale : .rgb565
        let raster = try? Raster(width: width, height: height, format: format, bytes: pixels)
        return raster.map { ImageBuffer($0) }
      }
      guard var raster = try? Raster(width: width, height: height, format: .binary) else { return nil }
      let stride = (width + 31) / 32 * 4
      for y in 0..<height {
        for x in 0..<width {
          raster[x, y] = UInt16(pixels[y * stride + x / 8] >> UInt8(x % 8) & 1)
        }
      }
      return ImageBuffer(raster)
    }
  }
}
