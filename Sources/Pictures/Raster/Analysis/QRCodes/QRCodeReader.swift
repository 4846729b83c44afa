/// Reads a QR code whose modules are known.
///
/// **Source**: ISO/IEC 18004; numbers of levels and kinds as quirc and MaixPy give them.
struct QRCodeReader {
  private let layout: QRCodeLayout
  /// Dark modules, row by row.
  private let modules: [Bool]

  init(version: Int, modules: [Bool]) {
    layout = QRCodeLayout(version: version)
    self.modules = modules
  }

  private func isDark(_ x: Int, _ y: Int) -> Bool { modules[y * layout.side + x] }

  /// What the code says, without corners; nil if too much of it is wrong.
  func read() -> QRCode? {
    guard let format = format() else { return nil }
    let (level, mask) = (format >> 3, format & 7)
    guard let data = correctedData(level: level, mask: mask),
      var code = QRCodeSegments.read(data, layout.version)
    else { return nil }
    (code.version, code.correctionLevel, code.mask) = (layout.version, level, mask)
    return code
  }

  /// Level and mask from one of their two copies.
  private func format() -> Int? {
    let side = layout.side
    // From the most significant of the fifteen bits.
    let first = [
      (0, 8), (1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (7, 8), (8, 8), (8, 7), (8, 5), (8, 4), (8, 3), (8, 2),
      (8, 1),
      (8, 0),
    ]
    let second = (0..<7).map { (8, side - 1 - $0) } + (0..<8).map { (side - 8 + $0, 8) }
    var best: (distance: Int, format: Int)?
    for places in [first, second] {
      let bits = places.reduce(0) { $0 << 1 | (isDark($1.0, $1.1) ? 1 : 0) } ^ 0x5412
      for format in 0..<32 {
        let distance = (bits ^ Self.formatBits(format)).nonzeroBitCount
        if distance <= 3, distance < best?.distance ?? 4 { best = (distance, format) }
      }
    }
    return best?.format
  }

  /// Five bits and the ten that protect them.
  private static func formatBits(_ format: Int) -> Int {
    var rest = format << 10
    for bit in (10..<15).reversed() where rest >> bit & 1 != 0 { rest ^= 0x537 << (bit - 10) }
    return format << 10 | rest
  }

  /// The bytes in the order in which they lie: up and down in pairs of columns, from the right.
  private func codewords(mask: Int) -> [UInt8] {
    let side = layout.side
    var bytes: [UInt8] = []
    var (byte, bits) = (0, 0)
    var isUpward = true
    var right = side - 1
    while right > 0 {
      if right == 6 { right -= 1 }
      for step in 0..<side {
        let y = isUpward ? side - 1 - step : step
        for x in [right, right - 1] where !layout.isFunction(x, y) {
          byte = byte << 1 | (isDark(x, y) != QRCodeLayout.isTurned(mask, x, y) ? 1 : 0)
          bits += 1
          if bits == 8 {
            bytes.append(UInt8(byte))
            (byte, bits) = (0, 0)
          }
        }
      }
      isUpward.toggle()
      right -= 2
    }
    return bytes
  }

  /// Data bytes of all blocks, corrected.
  private func correctedData(level: Int, mask: Int) -> [UInt8]? {
    let bytes = codewords(mask: mask)
    let (redundancy, count) = layout.blocks(level: level)
    let shortLength = bytes.count / count - redundancy
    let longCount = bytes.count % count
    guard shortLength > 0 else { return nil }
    var blocks = [[UInt8]](repeating: [], count: count)
    var next = 0
    for place in 0...shortLength {
      // The longer blocks are the last ones.
      for block in (place < shortLength ? 0 : count - longCount)..<count {
        blocks[block].append(bytes[next])
        next += 1
      }
    }
    let lengths = blocks.map(\.count)
    for _ in 0..<redundancy {
      for block in 0..<count {
        blocks[block].append(bytes[next])
        next += 1
      }
    }
    var data: [UInt8] = []
    for (block, length) in zip(blocks, lengths) {
      guard let corrected = ReedSolomon.corrected(block, redundancy: redundancy) else { return nil }
      data += corrected.prefix(length)
    }
    return data
  }
}

/// Reads the segments of a code's data.
private struct QRCodeSegments {
  private let data: [UInt8]
  private let version: Int
  private var place = 0
  private var code = QRCode(
    payload: [], version: 0, correctionLevel: 0, mask: 0, dataType: 0, encoding: 0, corners: [])

  static func read(_ data: [UInt8], _ version: Int) -> QRCode? {
    var segments = QRCodeSegments(data: data, version: version)
    return segments.readAll() ? segments.code : nil
  }

  private init(data: [UInt8], version: Int) {
    self.data = data
    self.version = version
  }

  private var bitsLeft: Int { 8 * data.count - place }

  private mutating func bits(_ count: Int) -> Int {
    var number = 0
    for _ in 0..<count {
      number = number << 1 | Int(data[place >> 3] >> (7 - place & 7) & 1)
      place += 1
    }
    return number
  }

  private mutating func readAll() -> Bool {
    while bitsLeft >= 4 {
      let kind = bits(4)
      switch kind {
      case 1, 2, 4, 8: guard readSegment(kind) else { return false }
      case 7: guard readEncoding() else { return false }
      // The end, or what quirc stops at.
      default: return true
      }
      if kind != 7 { code.dataType = max(code.dataType, kind) }
    }
    return true
  }

  private mutating func readEncoding() -> Bool {
    guard bitsLeft >= 8 else { return false }
    var number = bits(8)
    for (mark, more) in [(0x80, 8), (0xC0, 16)] where number >= mark && (mark == 0xC0 || number < 0xC0) {
      guard bitsLeft >= more else { return false }
      number = (number & (mark == 0x80 ? 0x3F : 0x1F)) << more | bits(more)
      break
    }
    code.encoding = number
    return true
  }

  private mutating func readSegment(_ kind: Int) -> Bool {
    let size = version < 10 ? 0 : version < 27 ? 1 : 2
    let widths = [1: [10, 12, 14], 2: [9, 11, 13], 4: [8, 16, 16], 8: [8, 10, 12]][kind] ?? []
    guard bitsLeft >= widths[size] else { return false }
    let count = bits(widths[size])
    switch kind {
    case 1: return readDigits(count)
    case 2: return readLetters(count)
    case 4:
      guard bitsLeft >= 8 * count else { return false }
      for _ in 0..<count { code.payload.append(UInt8(bits(8))) }
    default:
      guard bitsLeft >= 13 * count else { return false }
      for _ in 0..<count {
        let number = bits(13)
        let pair = (number / 0xC0) << 8 | number % 0xC0
        let shifted = pair + (pair <= 0x1EBC ? 0x8140 : 0xC140)
        code.payload += [UInt8(truncatingIfNeeded: shifted >> 8), UInt8(truncatingIfNeeded: shifted)]
      }
    }
    return true
  }

  private mutating func readDigits(_ count: Int) -> Bool {
    var left = count
    while left > 0 {
      let digits = min(left, 3)
      guard bitsLeft >= 3 * digits + 1 else { return false }
      let number = bits(3 * digits + 1)
      let text = Array(String(number).utf8)
      guard text.count <= digits else { return false }
      code.payload += [UInt8](repeating: UInt8(ascii: "0"), count: digits - text.count) + text
      left -= digits
    }
    return true
  }

  private mutating func readLetters(_ count: Int) -> Bool {
    let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
    var left = count
    while left > 0 {
      let width = left > 1 ? 11 : 6
      guard bitsLeft >= width else { return false }
      let number = bits(width)
      guard number < (left > 1 ? 45 * 45 : 45) else { return false }
      code.payload += left > 1 ? [letters[number / 45], letters[number % 45]] : [letters[number]]
      left -= min(left, 2)
    }
    return true
  }
}
