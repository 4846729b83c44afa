import Pictures
import Scripting

/// Numbers of pixel formats, as `sensor` names them.
enum PixelFormatNumber {
  static let rgb565 = 2
  static let grayscale = 4
  static let jpeg = 5
}

extension MaixBoard {
  /// What images offer without analysis.
  func defineImageBasics(on type: MaixTypeBuilder) throws(Raised) {
    try defineImageSizes(on: type)
    try definePixels(on: type)
    try defineImageCopying(on: type)
    try defineImageConversions(on: type)
    try defineImagePlanes(on: type)
    try defineImageFiles(on: type)
    try defineImageDrawing(on: type)
    try defineImageFigures(on: type)
  }

  private func defineImageSizes(on type: MaixTypeBuilder) throws(Raised) {
    try type.define("width") { [self] vm, args throws(Raised) in
      Value(small: try image(vm, args[0]).buffer.width)
    }
    try type.define("height") { [self] vm, args throws(Raised) in
      Value(small: try image(vm, args[0]).buffer.height)
    }
    try type.define("size") { [self] vm, args throws(Raised) in
      Value(small: try image(vm, args[0]).buffer.boardByteCount)
    }
    try type.define("format") { [self] vm, args throws(Raised) in
      let buffer = try image(vm, args[0]).buffer
      guard buffer.jpeg == nil else { return Value(small: PixelFormatNumber.jpeg) }
      switch buffer.raster.format {
      case .binary: return .none
      case .grayscale: return Value(small: PixelFormatNumber.grayscale)
      case .rgb565: return Value(small: PixelFormatNumber.rgb565)
      }
    }
    try type.define("__del__") { _, _ throws(Raised) in .none }
    try type.define("to_bytes", 0, 0, .partly("a copy: changing it does not change the image")) {
      [self] vm, args throws(Raised) in
      // The board's shares the image's memory, so it costs no more than its own object.
      try vm.newByteArray(try image(vm, args[0]).buffer.boardBytes, boardByteCount: 32)
    }
  }

  private func definePixels(on type: MaixTypeBuilder) throws(Raised) {
    try type.define("get_pixel", 1, nil, keywords: true) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      var given = DrawingArguments(vm, args)
      let place = try given.integers(2)
      let format = image.buffer.raster.format
      let asTuple = try given.truth("rgbtuple", format == .rgb565)
      guard image.buffer.raster.contains(place[0], place[1]) else { return .none }
      let value = image.buffer.raster[place[0], place[1]]
      guard asTuple else { return Value(small: Int(format == .rgb565 ? value.byteSwapped : value)) }
      switch format {
      case .binary: return try vm.newColor(Color(gray: value == 0 ? 0 : 255))
      case .grayscale:
        return try vm.newColor(BoardColor.color(BoardColor.rgb565(Color(gray: UInt8(value & 0xFF)))))
      case .rgb565: return try vm.newColor(BoardColor.color(value))
      }
    }
    try type.define("set_pixel", 1, nil, keywords: true) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      var given = DrawingArguments(vm, args)
      let place = try given.integers(2)
      let color = try given.color(image.buffer.raster.format)
      image.buffer.raster.set(place[0], place[1], to: color)
      return args[0]
    }
    try type.define("clear") { [self] vm, args throws(Raised) in
      try mutableImage(vm, args[0]).buffer.raster.clear()
      return args[0]
    }
    try type.define("invert") { [self] vm, args throws(Raised) in
      try mutableImage(vm, args[0]).buffer.raster.invert()
      return args[0]
    }
  }
}
