/// A grey picture in dark, light, and flat where there is too little contrast to tell.
///
/// Tiles of 4×4 pixels are cut half-way between the darkest and the lightest pixel of themselves and their neighbours.
/// **Source**: omv/img/apriltag.c (`threshold`).
struct ContrastMap {
  static let dark: UInt8 = 0
  static let flat: UInt8 = 127
  static let light: UInt8 = 255

  let width: Int
  let height: Int
  /// ``dark``, ``flat`` or ``light``, row by row.
  private(set) var shades: [UInt8]

  private static let tileSide = 4
  /// Less difference than this is none.
  private static let leastContrast = 5

  /// The map of brightness in rows; all flat if not even one tile fits, where the device reads other memory.
  init(_ values: [UInt8], width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    shades = [UInt8](repeating: Self.flat, count: values.count)
    let (columns, rows) = (width / Self.tileSide, height / Self.tileSide)
    guard columns > 0, rows > 0 else { return }
    let tiles = Self.spread(Self.extremes(values, width, columns, rows), columns, rows)
    for y in 0..<height {
      let row = min(y / Self.tileSide, rows - 1)
      for x in 0..<width {
        let column = min(x / Self.tileSide, columns - 1)
        let (least, greatest) = tiles[row * columns + column]
        // Pixels beyond the last whole tile are cut however little contrast there is.
        let isWhole = y / Self.tileSide < rows && x / Self.tileSide < columns
        if isWhole, Int(greatest) - Int(least) < Self.leastContrast { continue }
        let middle = least + (greatest - least) / 2
        shades[y * width + x] = values[y * width + x] > middle ? Self.light : Self.dark
      }
    }
  }

  /// The darkest and the lightest pixel of each tile.
  private static func extremes(
    _ values: [UInt8], _ width: Int, _ columns: Int, _ rows: Int
  ) -> [(least: UInt8, greatest: UInt8)] {
    var tiles = [(least: UInt8, greatest: UInt8)](repeating: (255, 0), count: columns * rows)
    for y in 0..<(rows * tileSide) {
      for x in 0..<(columns * tileSide) {
        let value = values[y * width + x]
        let tile = y / tileSide * columns + x / tileSide
        tiles[tile].least = min(tiles[tile].least, value)
        tiles[tile].greatest = max(tiles[tile].greatest, value)
      }
    }
    return tiles
  }

  /// The same with the eight tiles around each.
  private static func spread(
    _ tiles: [(least: UInt8, greatest: UInt8)], _ columns: Int, _ rows: Int
  ) -> [(least: UInt8, greatest: UInt8)] {
    var result = tiles
    for row in 0..<rows {
      for column in 0..<columns {
        for y in max(row - 1, 0)...min(row + 1, rows - 1) {
          for x in max(column - 1, 0)...min(column + 1, columns - 1) {
            let (tile, other) = (row * columns + column, tiles[y * columns + x])
            result[tile].least = min(result[tile].least, other.least)
            result[tile].greatest = max(result[tile].greatest, other.greatest)
          }
        }
      }
    }
    return result
  }
}
