/// Width and height of camera frames, and what their buffers take.
package struct FrameSize: Sendable, Equatable {
  /// Pixels of a row.
  package let width: Int
  /// Rows.
  package let height: Int

  /// Largest side that is taken; the sensors end at 1600×1200.
  package static let longestSide = 4096

  /// A frame of 1…4096 pixels each way; nil outside.
  package init?(width: Int, height: Int) {
    guard (1...Self.longestSide).contains(width), (1...Self.longestSide).contains(height) else { return nil }
    self.init(width, height)
  }

  private init(_ width: Int, _ height: Int) {
    self.width = width
    self.height = height
  }

  /// A size by its name in MaixPy's `sensor` module (`QVGA`) or as `240x240`, in any case of letters.
  package init?(_ text: String) {
    let wanted = text.uppercased()
    if let known = Self.named.first(where: { $0.name == wanted }) {
      self = known.size
      return
    }
    let sides = (wanted.hasPrefix("B") ? wanted.dropFirst() : wanted[...]).split(
      separator: "X", omittingEmptySubsequences: false)
    guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]) else { return nil }
    self.init(width: width, height: height)
  }

  /// The name in MaixPy's `sensor` module; nil when the module has no frame of this size.
  package var sensorName: String? { Self.named.first { $0.size == self }?.name }

  /// The sensor's name, else the extents: `QVGA`, `224x224`.
  package var name: String { sensorName ?? "\(width)x\(height)" }

  /// Bytes of the RGB565 picture, in blocks of 128.
  package var pictureBytes: Int { (width * height * 2 + 127) / 128 * 128 }
  /// Bytes of the three planes that the KPU reads, in blocks of 64.
  package var planeBytes: Int { (width * height * 3 + 63) / 64 * 64 }
  /// Bytes of one buffer: picture and planes.
  package var bufferBytes: Int { pictureBytes + planeBytes }

  /// Where the two rules above come from.
  package static let bufferRule = Fact(2, .vendor, "MaixPy: RGB565 and three planes")

  /// The named size with the smallest buffer that holds `width` × `height` pixels; nil when none does.
  package static func smallest(holding width: Int, _ height: Int) -> FrameSize? {
    named.map(\.size).filter { $0.width >= width && $0.height >= height }
      .min { $0.bufferBytes < $1.bufferBytes }
  }

  /// The sizes that scripts use most, largest first.
  package static let usual = ["VGA", "QVGA", "B240X240", "QQVGA", "B128X128", "B64X64"].compactMap {
    FrameSize($0)
  }

  /// Frame sizes of MaixPy's `sensor` module; the first name of a size is the one shown.
  package static let named: [(name: String, size: FrameSize)] = [
    ("QVGA", .init(320, 240)), ("VGA", .init(640, 480)), ("QQVGA", .init(160, 120)),
    ("B240X240", .init(240, 240)), ("B128X128", .init(128, 128)), ("B128X64", .init(128, 64)),
    ("B64X64", .init(64, 64)), ("B64X32", .init(64, 32)), ("LCD", .init(128, 160)),
    ("QQVGA2", .init(128, 160)), ("HQVGA", .init(240, 160)), ("HQQVGA", .init(160, 80)),
    ("HQQQVGA", .init(80, 40)), ("QQQVGA", .init(80, 60)), ("QQQQVGA", .init(40, 30)),
    ("CIF", .init(352, 288)), ("QCIF", .init(176, 144)), ("QQCIF", .init(88, 72)),
    ("SIF", .init(352, 240)), ("QSIF", .init(176, 120)), ("QQSIF", .init(88, 60)),
    ("WVGA", .init(720, 480)), ("WVGA2", .init(752, 480)), ("SVGA", .init(800, 600)),
    ("SXGA", .init(1280, 1024)), ("UXGA", .init(1600, 1200)),
  ]
}

/// The display's line buffer.
package enum DisplayBuffer {
  /// Bytes that `lcd.init()` takes at its default size of 320×240.
  package static let bytes = Fact(320 * 240 * 2, .vendor, "MaixPy: width x height x 2")
}
