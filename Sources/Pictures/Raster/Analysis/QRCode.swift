/// A QR code that was read.
package struct QRCode: Sendable, Equatable {
  /// A corner of it.
  package struct Corner: Sendable, Equatable {
    /// Column.
    package let x: Int
    /// Row.
    package let y: Int
  }

  /// Its text.
  package var payload: [UInt8]
  /// 1…40: four modules more to each side from one to the next.
  package var version: Int
  /// The two bits of the code: 0 M, 1 L, 2 H, 3 Q.
  package var correctionLevel: Int
  /// Which of eight patterns lies over it.
  package var mask: Int
  /// The greatest kind of its segments: 1 digits, 2 letters, 4 bytes, 8 kanji.
  package var dataType: Int
  /// The number of its character set; 0 if it names none.
  package var encoding: Int
  /// Upper left, upper right, lower right, lower left, as the code lies.
  package var corners: [Corner]

  /// The rectangle from corner to corner; the last column and row do not count.
  package var bounds: Rectangle {
    let (columns, rows) = (corners.map(\.x), corners.map(\.y))
    let (left, top) = (columns.min() ?? 0, rows.min() ?? 0)
    return Rectangle(x: left, y: top, width: (columns.max() ?? 0) - left, height: (rows.max() ?? 0) - top)
  }
}

extension Raster {
  /// QR codes in an area inside the raster.
  package func qrCodes(in area: Rectangle, _ tables: ColorTables = .exact) -> [QRCode] { [] }
}
