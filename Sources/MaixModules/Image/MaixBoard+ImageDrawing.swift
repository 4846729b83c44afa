import Pictures
import Scripting

extension MaixBoard {
  /// What a drawing method does to pixels, once its arguments are known.
  typealias Stroke = (inout Raster) -> Void

  /// Gives images a method that draws and returns the image.
  ///
  /// Arguments are read before the pixels are touched, for they may name the same image.
  private func draw(
    _ type: MaixTypeBuilder, _ name: String, _ minimum: Int = 1, _ support: Support = .full,
    _ parse: @escaping (Interpreter, Arguments, Raster.Format) throws(Raised) -> Stroke
  ) throws(Raised) {
    try type.define(name, minimum, nil, keywords: true, support) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      let stroke = try parse(vm, args, image.buffer.raster.format)
      stroke(&image.buffer.raster)
      return args[0]
    }
  }

  /// What a drawing method does piece by piece; false if nothing is left to do.
  typealias Pieces = (inout Raster) -> Bool

  /// Gives images a method whose work may be long: the host is looked at between pieces.
  private func drawPieces(
    _ type: MaixTypeBuilder, _ name: String, _ support: Support,
    _ parse: @escaping (Interpreter, Arguments, Raster.Format) throws(Raised) -> Pieces
  ) throws(Raised) {
    try type.define(name, 1, nil, keywords: true, support) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      let pieces = try parse(vm, args, image.buffer.raster.format)
      var count = 0
      while pieces(&image.buffer.raster) {
        count += 1
        if count % 16 == 0 { try vm.checkStop() }
      }
      return args[0]
    }
  }

  /// Lines, rectangles, crosses and text.
  func defineImageDrawing(on type: MaixTypeBuilder) throws(Raised) {
    try draw(type, "draw_line") { vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let ends = try given.integers(4)
      let color = try given.color(format)
      let thickness = try given.integer("thickness", 1)
      return {
        $0.line(
          fromX: ends[0], fromY: ends[1], toX: ends[2], toY: ends[3], color, thickness: thickness)
      }
    }
    try draw(type, "draw_rectangle") { vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let place = try given.integers(4)
      let color = try given.color(format)
      let thickness = try given.integer("thickness", 1)
      let isFilled = try given.truth("fill")
      let rectangle = Rectangle(x: place[0], y: place[1], width: place[2], height: place[3])
      return { $0.rectangle(rectangle, color, thickness: thickness, isFilled: isFilled) }
    }
    try draw(type, "draw_cross") { vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let place = try given.integers(2)
      let color = try given.color(format)
      let size = try given.integer("size", 5)
      let thickness = try given.integer("thickness", 1)
      return { $0.cross(x: place[0], y: place[1], color, size: size, thickness: thickness) }
    }
    try draw(type, "draw_arrow") { vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let ends = try given.integers(4)
      let color = try given.color(format)
      let size = try given.integer("size", 10)
      let thickness = try given.integer("thickness", 1)
      return {
        $0.arrow(
          fromX: ends[0], fromY: ends[1], toX: ends[2], toY: ends[3], color, size: size, thickness: thickness)
      }
    }
    try drawPieces(type, "draw_string", .partly("the cell is the board's, the shapes of letters are not")) {
      vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let values = try given.values(3)
      let place = try vm.plainIntegers([values[0], values[1]])
      let color = try given.color(format)
      var style = RasterTextStyle()
      style.scale = try given.float("scale", 1)
      guard style.scale > 0 else { throw vm.fault(.OSError, "Error: 0 < scale!") }
      style.xSpacing = try given.integer("x_spacing", 0)
      style.ySpacing = try given.integer("y_spacing", 2)
      style.isMonospaced = try given.truth("mono_space")
      let text = try vm.givenText(values[2])
      var pen = RasterTextPen(text, x: place[0], y: place[1], color, style)
      return { pen.write(on: &$0) }
    }
    try draw(type, "draw_font") { vm, args, format throws(Raised) in
      try Self.font(vm, args, format)
    }
  }

  /// `draw_font`: dots that the script brings along.
  private static func font(
    _ vm: Interpreter, _ args: Arguments, _ format: Raster.Format
  ) throws(Raised) -> Stroke {
    var given = DrawingArguments(vm, args)
    let values = try given.values(5)
    let numbers = try vm.plainIntegers(Array(values[0..<4]))
    let bytes = try vm.givenText(values[4])
    let (width, height) = (numbers[2], numbers[3])
    guard width % 8 == 0, width <= 32 else {
      throw vm.fault(.OSError, "Error: font arg_w_font %% 8 == 0 && arg_w_font <= 32!")
    }
    guard width >= 0, height >= 0, height < 1 << 20, width / 8 * (height / 8) * 8 == bytes.count else {
      throw vm.fault(.OSError, "Error: font (arg_w_font / 8) * (arg_h_font / 8) * 8 == font_len!")
    }
    let color = try given.color(format)
    let scale = try given.float("scale", 1)
    guard scale > 0 else { throw vm.fault(.OSError, "Error: 0 < scale!") }
    // Columns of eight dots lie one behind the other; there are as many as the height says, as the firmware has it.
    let rows = (0..<(bytes.isEmpty ? 0 : height)).map { row in
      // Of all parts the last four are left.
      (max(0, height / 8 - 4)..<max(1, height / 8)).reduce(UInt32(0)) { dots, part in
        let place = row + part * height
        return dots << 8 | UInt32(place < bytes.count ? bytes[place] : 0)
      }
    }
    return {
      $0.draw(glyph: rows, width: width, height: height, x: numbers[0], y: numbers[1], color, scale: scale)
    }
  }

  /// Circles, ellipses, key points, images and fills.
  func defineImageFigures(on type: MaixTypeBuilder) throws(Raised) {
    try draw(type, "draw_circle") { vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let place = try given.integers(3)
      let color = try given.color(format)
      let thickness = try given.integer("thickness", 1)
      let isFilled = try given.truth("fill")
      return {
        $0.circle(
          x: place[0], y: place[1], radius: place[2], color, thickness: thickness, isFilled: isFilled)
      }
    }
    try draw(type, "draw_ellipse") { vm, args, format throws(Raised) in
      var given = DrawingArguments(vm, args)
      let place = try given.integers(4)
      let rotation = try given.integer("rotation", 0)
      let color = try given.color(format)
      let thickness = try given.integer("thickness", 1)
      let isFilled = try given.truth("fill")
      return {
        $0.ellipse(
          x: place[0], y: place[1], radiusX: place[2], radiusY: place[3], rotation: rotation, color,
          thickness: thickness, isFilled: isFilled)
      }
    }
    try drawPieces(type, "draw_keypoints", .partly("lists of (x, y, angle); no objects of find_keypoints")) {
      vm, args, format throws(Raised) in
      try Self.keypoints(vm, args, format)
    }
    try draw(type, "draw_image", 2) { [self] vm, args, _ throws(Raised) in
      try overlay(vm, args)
    }
    try draw(type, "flood_fill") { [self] vm, args, format throws(Raised) in
      try flood(vm, args, format)
    }
  }

  private static func keypoints(
    _ vm: Interpreter, _ args: Arguments, _ format: Raster.Format
  ) throws(Raised) -> Pieces {
    guard let items = vm.sequenceItems(args[1]) else {
      throw vm.typeError("Can't convert \(vm.typeName(args[1])) to kp_desc")
    }
    var given = DrawingArguments(vm, args, from: 2)
    let color = try given.color(format)
    let size = try given.integer("size", 10)
    let thickness = try given.integer("thickness", 1)
    let isFilled = try given.truth("fill")
    var points: [[Int]] = []
    for item in items {
      points.append(try vm.plainIntegers(try vm.requiredItems(item, count: 3)))
    }
    var rest = points[...]
    return { raster in
      guard let point = rest.popFirst() else { return false }
      raster.keypoint(
        x: point[0], y: point[1], angle: point[2], color, size: size, thickness: thickness, isFilled: isFilled
      )
      return true
    }
  }

  private func overlay(_ vm: Interpreter, _ args: Arguments) throws(Raised) -> Stroke {
    let other = try mutableImage(vm, args[1]).buffer.raster
    var given = DrawingArguments(vm, args, from: 2)
    let place = try given.integers(2)
    var overlay = RasterOverlay(x: place[0], y: place[1])
    overlay.scaleX = try given.float("x_scale", 1)
    guard overlay.scaleX >= 0 else { throw vm.fault(.OSError, "Error: 0.0 <= x_scale!") }
    overlay.scaleY = try given.float("y_scale", 1)
    guard overlay.scaleY >= 0 else { throw vm.fault(.OSError, "Error: 0.0 <= y_scale!") }
    overlay.alpha = try given.integer("alpha", 256)
    guard overlay.alpha >= 0, overlay.alpha <= 256 else {
      throw vm.fault(.OSError, "Error: 0 <= alpha <= 256!")
    }
    let mask = try given.value("mask")
    if !mask.isNull { overlay.mask = try mutableImage(vm, mask).buffer.raster }
    return { [overlay] in $0.draw(other, overlay) }
  }

  private func flood(
    _ vm: Interpreter, _ args: Arguments, _ format: Raster.Format
  ) throws(Raised) -> Stroke {
    var given = DrawingArguments(vm, args)
    let place = try given.integers(2)
    var flood = RasterFlood()
    flood.seedThreshold = try given.float("seed_threshold", 0.05)
    guard (0...1).contains(flood.seedThreshold) else {
      throw vm.fault(.OSError, "Error: 0.0 <= seed_threshold <= 1.0!")
    }
    flood.floatingThreshold = try given.float("floating_threshold", 0.05)
    guard (0...1).contains(flood.floatingThreshold) else {
      throw vm.fault(.OSError, "Error: 0.0 <= floating_threshold <= 1.0!")
    }
    let color = try given.color(format)
    flood.isInverted = try given.float("invert", 0) != 0
    flood.clearsBackground = try given.float("clear_background", 0) != 0
    let mask = try given.value("mask")
    if !mask.isNull { flood.mask = try mutableImage(vm, mask).buffer.raster }
    return { [flood] in $0.floodFill(x: place[0], y: place[1], color, flood) }
  }
}
