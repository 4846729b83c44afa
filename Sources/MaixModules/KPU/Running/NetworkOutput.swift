import Pictures

/// One output of a model, which every map of it looks at; the next run overwrites it.
final class NetworkOutput {
  /// A picture that shows a channel.
  private struct View {
    weak var buffer: ImageBuffer?
    let start: Int
    let byteCount: Int
  }

  /// As the chip's memory has them.
  private(set) var bytes: [UInt8]
  /// Where a board would have it, for people who print maps.
  let address: UInt32
  private var views: [View] = []

  /// An output of zeros.
  init(byteCount: Int, address: UInt32) {
    bytes = [UInt8](repeating: 0, count: byteCount)
    self.address = address
  }

  /// An output of these bytes, nowhere on a board.
  init(bytes: [UInt8]) {
    self.bytes = bytes
    address = 0
  }

  /// Takes what a run left.
  func replace(_ bytes: [UInt8]) {
    self.bytes = bytes
    refresh()
  }

  /// Takes bytes at a place that is inside.
  func store(_ new: [UInt8], at start: Int) {
    bytes.replaceSubrange(start..<(start + new.count), with: new)
    refresh()
  }

  /// The picture that follows the bytes from `start` on, if there is one that still shows as many.
  func picture(from start: Int, byteCount: Int) -> ImageBuffer? {
    let view = views.first { $0.start == start && $0.byteCount == byteCount }
    guard let buffer = view?.buffer, buffer.jpeg == nil, buffer.raster.format == .grayscale,
      buffer.raster.bytes.count == byteCount
    else { return nil }
    return buffer
  }

  /// Has a picture follow the bytes from `start` on.
  func show(in buffer: ImageBuffer, from start: Int) {
    views.removeAll { $0.buffer == nil }
    views.append(View(buffer: buffer, start: start, byteCount: buffer.raster.bytes.count))
  }

  private func refresh() {
    guard !views.isEmpty else { return }
    views.removeAll { $0.buffer == nil }
    for view in views {
      guard let buffer = view.buffer else { continue }
      let count = buffer.raster.bytes.count
      // A script may have made something else of the picture.
      guard buffer.raster.format == .grayscale, count == view.byteCount, view.start + count <= bytes.count
      else { continue }
      buffer.raster.bytes = Array(bytes[view.start..<(view.start + count)])
    }
  }

  /// The float that element `index` is; it must be inside.
  func float(_ index: Int) -> Float {
    let start = index * 4
    let low = UInt32(bytes[start]) | UInt32(bytes[start + 1]) << 8
    return Float(bitPattern: low | UInt32(bytes[start + 2]) << 16 | UInt32(bytes[start + 3]) << 24)
  }

  /// All whole floats.
  var floats: [Float] { (0..<(bytes.count / 4)).map { float($0) } }

  /// Bytes of floats as the chip's memory has them.
  static func bytes(of floats: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(floats.count * 4)
    for float in floats {
      let word = float.bitPattern
      for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }
}
