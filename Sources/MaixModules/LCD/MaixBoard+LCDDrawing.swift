import Pictures
import Scripting

extension MaixBoard {
  func defineLCDPictures(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("display", 1, nil, keywords: true, .partly("what reaches beyond the panel is cut off"))
    {
      [unowned self] vm, args throws(Raised) in
      let image = try image(vm, args[0]).buffer
      guard image.jpeg == nil, image.raster.format != .binary else {
        throw vm.fault(.OSError, "Image format is not supported.")
      }
      let part = try vm.region(try vm.option(args, 1, "roi"), in: image.raster.bounds)
      let offset = try vm.option(args, 2, "oft")
      var place = (x: -1, y: -1)
      if !offset.isNull {
        let numbers = try vm.plainIntegers(try vm.requiredItems(offset, count: 2))
        place = (numbers[0], numbers[1])
      }
      vm.lookSoon()
      guard hasPanel(for: "display") else { return .none }
      showScreen(isCovered: true)
      display(image.raster, part, at: place)
      return .none
    }
    try module.define("clear", 0, nil, keywords: true) { [unowned self] vm, args throws(Raised) in
      let color = args.count > 0 ? try screenColor(vm, args[0]) : 0
      guard hasPanel(for: "clear") else { return .none }
      showScreen(isCovered: true)
      panel.clear(color)
      return .none
    }
  }

  /// Shows a part of a raster: at a place, or in the middle, cut or with black around it.
  private func display(_ raster: Raster, _ part: Rectangle, at place: (x: Int, y: Int)) {
    guard place.x < 0 || place.y < 0 else {
      // The driver keeps places in sixteen bits.
      return panel.blit(raster, part, x: place.x & 0xFFFF, y: place.y & 0xFFFF)
    }
    let (width, height) = (panel.currentWidth, panel.currentHeight)
    let shown = Rectangle(
      x: part.x + max(0, part.width - width) / 2, y: part.y + max(0, part.height - height) / 2,
      width: min(part.width, width), height: min(part.height, height))
    let (left, top) = ((width - shown.width) / 2, (height - shown.height) / 2)
    if shown.width < width || shown.height < height {
      let (right, bottom) = (left + shown.width, top + shown.height)
      panel.fill(Rectangle(x: 0, y: 0, width: width, height: top), 0)
      panel.fill(Rectangle(x: 0, y: bottom, width: width, height: height - bottom), 0)
      panel.fill(Rectangle(x: 0, y: top, width: left, height: shown.height), 0)
      panel.fill(Rectangle(x: right, y: top, width: width - right, height: shown.height), 0)
    }
    panel.blit(raster, shown, x: left, y: top)
  }

  func defineLCDDrawing(_ module: MaixModuleBuilder) throws(Raised) {
    try module.define("draw_string", 3, 5, .partly("letters of another font in the same cells")) {
      [unowned self] vm, args throws(Raised) in
      guard panel.width > 0 else { throw vm.valueError("not init") }
      let x = try vm.plainInteger(args[0]) & 0xFFFF
      let y = try vm.plainInteger(args[1]) & 0xFFFF
      let text = try vm.givenText(args[2])
      // The driver compares both with the width.
      guard x < panel.width, y <= panel.width - 16 else { return .none }
      let color = args.count > 3 ? try vm.plainInteger(args[3]) : 0x00F8
      let background = args.count > 4 ? try vm.plainInteger(args[4]) : 0
      let seen = text.prefix { $0 != 0 }.prefix((panel.width - x) / BoardFont.width)
      let raster = PanelText.raster(
        seen, UInt16(truncatingIfNeeded: color).byteSwapped,
        background: UInt16(truncatingIfNeeded: background).byteSwapped)
      if let raster { panel.blit(raster, raster.bounds, x: x, y: y) }
      return .none
    }
    try module.define("fill_rectangle", 5, 5) { [unowned self] vm, args throws(Raised) in
      guard panel.width > 0 else { throw vm.valueError("not init") }
      var numbers: [Int] = []
      for index in 0..<4 { numbers.append(try vm.plainInteger(args[index]) & 0xFFFF) }
      let color =
        vm.isTuple(args[4])
        ? try vm.wrappedColor(args[4]).rgb565
        : UInt16(truncatingIfNeeded: try vm.plainInteger(args[4])).byteSwapped
      let (x, y) = (numbers[0], numbers[1])
      let (right, bottom) = ((x + numbers[2]) & 0xFFFF, (y + numbers[3]) & 0xFFFF)
      guard x < panel.width, y < panel.height, right < panel.width, bottom < panel.height else {
        throw vm.valueError("arg error")
      }
      panel.fill(Rectangle(x: x, y: y, width: right - x, height: bottom - y), color)
      return .none
    }
  }
}
