import Pictures
import Scripting

extension MaixBoard {
  /// Module `lcd`.
  ///
  /// **Source**: MaixPy's `omv/py/py_lcd.c` and `drivers/lcd/src/lcd_mcu.c`; texts from there.
  func installLCDModule(in vm: Interpreter) {
    add("lcd", to: vm) { [unowned self] module throws(Raised) in
      try setLCDConstants(module)
      try defineLCDPower(module)
      try defineLCDPictures(module)
      try defineLCDDrawing(module)
      try defineLCDDirections(module)
      try defineLCDLine(module)
    }
  }

  /// Hands over what stands on the panel and nobody has seen: when a script sleeps, and when it ends.
  ///
  /// Each `lcd.display` is handed over with what was drawn on it, before the next one covers it.
  package func settle() { showScreen(isCovered: false) }

  /// Hands over what the next drawing would cover.
  func showScreen(isCovered: Bool) {
    guard host.wantsScreens else { return }
    if let screen = panel.takeScreen(isCovered: isCovered) { host.show(screen) }
  }

  private func setLCDConstants(_ module: MaixModuleBuilder) throws(Raised) {
    try module.set([
      "XY_RLUD": 0x00, "YX_RLUD": 0x20, "XY_LRUD": 0x40, "YX_LRUD": 0x60, "XY_RLDU": 0x80, "YX_RLDU": 0xA0,
      "XY_LRDU": 0xC0, "YX_LRDU": 0xE0,
    ])
    // RGB565 with its bytes exchanged, as the display is sent it.
    try module.set([
      "BLACK": 0x0000, "NAVY": 0x0F00, "DARKGREEN": 0xE003, "DARKCYAN": 0xEF03, "MAROON": 0x0078,
      "PURPLE": 0x0F78, "OLIVE": 0xE07B, "LIGHTGREY": 0x18C6, "DARKGREY": 0xEF7B, "BLUE": 0x1F00,
      "GREEN": 0xE007, "CYAN": 0xFF07, "RED": 0x00F8, "MAGENTA": 0x1FF8, "YELLOW": 0xE0FF, "WHITE": 0xFFFF,
      "ORANGE": 0x20FD, "GREENYELLOW": 0xE5AF, "PINK": 0x1FF8,
    ])
  }

  // MARK: On and off

  private static let initNames = [
    "type", "freq", "color", "width", "height", "invert", "offset_w0", "offset_h0", "offset_w1", "offset_h1",
    "rst", "dcx", "ss", "clk", "lcd_type",
  ]

  private func defineLCDPower(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define(
      "init", 0, nil, keywords: true,
      .partly("pins, freq, offsets and invert are for the panel's wiring and change nothing")
    ) { [unowned self] vm, args throws(Raised) in
      showScreen(isCovered: true)
      panel.end()
      guard args.count < Self.initNames.count else { throw vm.typeError("extra positional arguments given") }
      let values = try vm.parsedArguments(args, Self.initNames, required: 0)
      var numbers = [1, 15_000_000, 0, 320, 240, 0, 0, 0, 0, 0, 37, 38, 36, 39, 0]
      var color: UInt16 = 0
      for (index, value) in values.enumerated() where !value.isNull {
        if index == 2 {
          color = try screenColor(vm, value)
        } else {
          numbers[index] = try vm.plainInteger(value)
        }
      }
      try beginPanel(vm, type: numbers[0], width: numbers[3], height: numbers[4], screenType: numbers[14])
      panel.clear(color)
      return .none
    }
    try module.define("deinit", 0, 0) { [unowned self] _, _ throws(Raised) in
      showScreen(isCovered: false)
      panel.end()
      return .none
    }
    try module.define("width", 0, 0) { [unowned self] _, _ throws(Raised) in
      panel.kind == nil ? .none : Value(small: panel.currentWidth)
    }
    try module.define("height", 0, 0) { [unowned self] _, _ throws(Raised) in
      panel.kind == nil ? .none : Value(small: panel.currentHeight)
    }
    try module.define("type", 0, 0) { [unowned self] _, _ throws(Raised) in
      panel.kind.map { Value(small: $0.rawValue) } ?? .none
    }
    try module.define("set_backlight", 1, 1) { _, _ throws(Raised) in .none }
    try module.define("get_backlight", 0, 0) { _, _ throws(Raised) in .none }
  }

  /// Makes the panel and its line buffer.
  private func beginPanel(
    _ vm: Interpreter, type: Int, width: Int, height: Int, screenType: Int
  ) throws(Raised) {
    // Type 0 is no panel at all.
    guard type != 0 else { return }
    guard let kind = Panel.Kind(rawValue: type) else { throw vm.valueError("type error") }
    // The driver keeps sides in sixteen bits.
    var sides = (width & 0xFFFF, height & 0xFFFF)
    switch kind {
    case .cube: sides = (240, 240)
    case .converter where screenType == 5: sides = (480, 272)
    case .converter: sides = (800, 480)
    case .shield, .m5stick, .twatch: break
    }
    guard sides.0 > 0, sides.1 > 0 else {
      panel.begin(kind, width: 0, height: 0, block: nil, screen: nil)
      return
    }
    let byteCount = sides.0 * sides.1 * 2
    guard let block = systemBlock(vm, byteCount),
      let screen = try? Raster(width: sides.0, height: sides.1, format: .rgb565)
    else {
      explainRefusal(
        of: "the display's \(sides.0)x\(sides.1) pixels", needing: byteCount,
        help: "call lcd.init() before the model is loaded, or take a smaller GC heap or firmware")
      throw vm.osError(12)
    }
    panel.begin(kind, width: sides.0, height: sides.1, block: block, screen: screen)
  }

  // MARK: Colours

  /// A colour of a script, as the screen holds it.
  ///
  /// An integer has its bytes exchanged; three numbers are red, green, blue.
  func screenColor(_ vm: Interpreter, _ value: Value) throws(Raised) -> UInt16 {
    guard vm.sequenceItems(value) != nil else {
      return UInt16(truncatingIfNeeded: try vm.plainInteger(value)).byteSwapped
    }
    return try vm.color(value).rgb565
  }

  /// Whether there is a panel; what the module does without one is to crash, which helps nobody.
  func hasPanel(for function: String) -> Bool {
    guard panel.kind == nil else { return true }
    explainOnce("lcd.\(function)() before lcd.init(): a board crashes here or shows nothing")
    return false
  }
}
