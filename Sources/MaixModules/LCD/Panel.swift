import Pictures

/// The display as MaixPy's module `lcd` and its driver keep it.
///
/// **Source**: MaixPy's `omv/py/py_lcd.c` and `drivers/lcd/src/lcd_mcu.c`.
final class Panel {
  /// Kinds of panels by the numbers of `lcd.init`.
  enum Kind: Int {
    case shield = 1
    case cube, m5stick, twatch, converter
  }

  /// The panel controller's memory access bits, as `lcd.direction` takes them.
  struct Direction: Equatable {
    static let initial = Direction(bits: 0xA0)

    let bits: UInt8
    /// Rows and columns change places: the long side lies.
    var swapsAxes: Bool { bits & 0x20 != 0 }
    var mirrorsColumns: Bool { bits & 0x40 != 0 }
    var mirrorsRows: Bool { bits & 0x80 != 0 }
    /// Whether the panel shows left and right exchanged, however it is held.
    var isMirrored: Bool { (bits & 0xE0).nonzeroBitCount % 2 == 1 }

    /// What `lcd.rotation` sets.
    init(rotation: Int, isMirrored: Bool) {
      bits = (isMirrored ? [0x20, 0x40, 0xE0, 0x80] : [0xA0, 0x00, 0x60, 0xC0])[rotation & 3]
    }

    init(bits: UInt8) { self.bits = bits }
  }

  /// Nil before `lcd.init` and after `lcd.deinit`.
  private(set) var kind: Kind?
  /// Sides at rotation 0; 0 without a panel.
  private(set) var width = 0
  private(set) var height = 0
  var rotation = 0
  var isMirrored = false
  private(set) var direction = Direction.initial
  /// Whether red and blue change places.
  var swapsRedAndBlue = false
  /// What `lcd.freq` says; the driver's default until it is told another.
  var hertz = 15_000_000
  /// The driver's line buffer.
  private(set) var block: SystemHeap.Block?
  /// What the script sees as the screen, whose rows its `x` runs along.
  ///
  /// Nil without a panel.
  private(set) var screen: Raster?
  /// What has been drawn since a screen was handed over.
  private var news = News.none

  private enum News { case none, blank, drawn }

  /// `width()` and `height()` of the module.
  var currentWidth: Int { rotation % 2 == 0 ? width : height }
  var currentHeight: Int { rotation % 2 == 0 ? height : width }

  /// A panel whose power just came.
  func begin(_ kind: Kind, width: Int, height: Int, block: SystemHeap.Block?, screen: Raster?) {
    (self.kind, self.width, self.height) = (kind, width, height)
    (self.block, self.screen) = (block, screen)
    (rotation, isMirrored, direction, swapsRedAndBlue) = (0, false, .initial, false)
  }

  /// No panel.
  func end() {
    (kind, block, screen, width, height) = (nil, nil, nil, 0, 0)
    (rotation, isMirrored, direction) = (0, false, .initial)
  }

  // MARK: Handing over

  /// The screen as it is seen, if something was drawn that nobody has seen yet.
  ///
  /// - Parameter isCovered: whether something that covers everything comes at once: then a screen on which
  ///   nothing was drawn after it was cleared is not worth a picture.
  func takeScreen(isCovered: Bool) -> Picture? {
    defer { news = .none }
    guard let screen, news == .drawn || (news == .blank && !isCovered) else { return nil }
    return Self.picture(of: screen, isMirrored: direction.isMirrored, swapsRedAndBlue: swapsRedAndBlue)
  }

  private static func picture(of screen: Raster, isMirrored: Bool, swapsRedAndBlue: Bool) -> Picture? {
    let count = screen.width * screen.height
    var pixels = [UInt8](repeating: 0, count: 3 * count)
    let bytes = screen.bytes.span
    var target = pixels.mutableSpan
    let (first, third) = swapsRedAndBlue ? (2, 0) : (0, 2)
    let step = isMirrored ? -3 : 3
    var index = 0
    for row in 0..<screen.height {
      var place = 3 &* (row &* screen.width &+ (isMirrored ? screen.width &- 1 : 0))
      for _ in 0..<screen.width {
        let (upper, lower) = (bytes[2 &* index], bytes[2 &* index &+ 1])
        let green = (upper & 7) << 5 | (lower & 0xE0) >> 3
        target[place &+ first] = upper & 0xF8 | upper >> 5
        target[place &+ 1] = green | green >> 6
        target[place &+ third] = lower << 3 | (lower & 0x1F) >> 2
        index &+= 1
        place &+= step
      }
    }
    return try? Picture(width: screen.width, height: screen.height, format: .rgb888, pixels: pixels)
  }

  // MARK: Drawing

  /// Fills the whole screen.
  func clear(_ color: UInt16) {
    guard let screen else { return }
    fill(screen.bounds, color)
    news = .blank
  }

  /// Fills a rectangle, clipped, with a colour as the screen holds it: red in the upper bits.
  func fill(_ rectangle: Rectangle, _ color: UInt16) {
    guard var screen else { return }
    let inside = rectangle.intersection(screen.bounds)
    guard !inside.isEmpty else { return }
    news = .drawn
    let (upper, lower) = (UInt8(truncatingIfNeeded: color >> 8), UInt8(truncatingIfNeeded: color))
    var bytes = takeBytes(&screen)
    var target = bytes.mutableSpan
    for row in inside.y..<inside.endY {
      var place = 2 &* (row &* screen.width &+ inside.x)
      for _ in 0..<inside.width {
        target[place] = upper
        target[place &+ 1] = lower
        place &+= 2
      }
    }
    put(bytes, into: screen)
  }

  /// Copies a part of a raster, clipped.
  ///
  /// - Parameter part: lies in `source`.
  func blit(_ source: Raster, _ part: Rectangle, x: Int, y: Int) {
    guard var screen, source.format != .binary else { return }
    news = .drawn
    if source.format == .rgb565, source.size == screen.size, part == source.bounds, x == 0, y == 0 {
      // One array until somebody draws on either.
      self.screen = source
      return
    }
    let target = Rectangle(x: x, y: y, width: part.width, height: part.height).intersection(screen.bounds)
    guard !target.isEmpty else { return }
    let (left, top) = (part.x + target.x - x, part.y + target.y - y)
    let isGray = source.format == .grayscale
    var bytes = takeBytes(&screen)
    var output = bytes.mutableSpan
    let input = source.bytes.span
    for row in 0..<target.height {
      var from = (top &+ row) &* source.width &+ left
      var to = 2 &* ((target.y &+ row) &* screen.width &+ target.x)
      for _ in 0..<target.width {
        if isGray {
          // Six bits of brightness: five for red and blue (the driver's table).
          let shade = input[from] >> 2
          output[to] = (shade >> 1) << 3 | shade >> 3
          output[to &+ 1] = shade << 5 | shade >> 1
        } else {
          output[to] = input[2 &* from]
          output[to &+ 1] = input[2 &* from &+ 1]
        }
        from &+= 1
        to &+= 2
      }
    }
    put(bytes, into: screen)
  }

  /// Takes the screen's bytes out, so that they have one owner while they are changed.
  private func takeBytes(_ screen: inout Raster) -> [UInt8] {
    self.screen = nil
    let bytes = screen.bytes
    screen.bytes = []
    return bytes
  }

  /// Puts changed bytes back.
  private func put(_ bytes: [UInt8], into screen: Raster) {
    var screen = screen
    screen.bytes = bytes
    self.screen = screen
  }

  // MARK: Turning

  /// Has the controller address its memory in another direction; what is on the panel stays where it is.
  func turn(to new: Direction) {
    let old = direction
    direction = new
    guard new != old, let screen else { return }
    let lies = new.swapsAxes == old.swapsAxes
    let (newWidth, newHeight) = lies ? (screen.width, screen.height) : (screen.height, screen.width)
    guard var turned = try? Raster(width: newWidth, height: newHeight, format: .rgb565) else { return }
    for row in 0..<newHeight {
      for column in 0..<newWidth {
        let place = Self.cell(column, row, new, newWidth, newHeight)
        // The other way round is the same computation: mirrors and exchanges undo themselves.
        let (x, y) = Self.place(place.column, place.row, old, screen.width, screen.height)
        turned[column, row] = screen[x, y]
      }
    }
    self.screen = turned
  }

  /// The cell of the panel's memory that a place on the screen is.
  private static func cell(
    _ x: Int, _ y: Int, _ direction: Direction, _ width: Int, _ height: Int
  ) -> (column: Int, row: Int) {
    let (columns, rows) = direction.swapsAxes ? (height, width) : (width, height)
    let (column, row) = direction.swapsAxes ? (y, x) : (x, y)
    return (
      direction.mirrorsColumns ? columns - 1 - column : column, direction.mirrorsRows ? rows - 1 - row : row
    )
  }

  /// The place on the screen that shows a cell of the panel's memory.
  private static func place(
    _ column: Int, _ row: Int, _ direction: Direction, _ width: Int, _ height: Int
  ) -> (x: Int, y: Int) {
    let (columns, rows) = direction.swapsAxes ? (height, width) : (width, height)
    let x = direction.mirrorsColumns ? columns - 1 - column : column
    let y = direction.mirrorsRows ? rows - 1 - row : row
    return direction.swapsAxes ? (y, x) : (x, y)
  }
}
