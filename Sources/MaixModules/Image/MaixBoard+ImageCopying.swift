import Pictures
import Scripting

extension MaixBoard {
  /// `copy`, `crop`, `cut`, `resize`.
  func defineImageCopying(on type: MaixTypeBuilder) throws(Raised) {
    try type.define(
      "copy", 0, nil, keywords: true, .partly("copy_to_fb=True leaves the camera's buffer as it is")
    ) { [self] vm, args throws(Raised) in
      try copyImage(vm, args, isCrop: false)
    }
    try type.define("crop", 0, nil, keywords: true) { [self] vm, args throws(Raised) in
      try copyImage(vm, args, isCrop: true)
    }
    try type.define("cut", 4, 4) { [self] vm, args throws(Raised) in
      let image = try image(vm, args[0])
      let numbers = try vm.plainIntegers([args[1], args[2], args[3], args[4]])
      guard image.buffer.jpeg == nil, image.buffer.raster.format != .binary else {
        vm.say("pixel format not support!")
        return .none
      }
      let part = Rectangle(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
      _ = try newRaster(vm, width: part.width, height: part.height, image.buffer.raster.format)
      guard let result = image.buffer.raster.cut(part) else { throw imageMemoryError(vm) }
      return try newImage(vm, result)
    }
    try type.define("resize", 2, 2) { [self] vm, args throws(Raised) in
      let image = try image(vm, args[0])
      let numbers = try vm.plainIntegers([args[1], args[2]])
      guard image.buffer.jpeg == nil, image.buffer.raster.format != .binary else {
        vm.say("only support grayscale, 565 zoom out now")
        return .none
      }
      // The size is refused before work on it begins.
      _ = try newRaster(vm, width: numbers[0], height: numbers[1], image.buffer.raster.format)
      guard let result = image.buffer.raster.resized(width: numbers[0], height: numbers[1]) else {
        throw imageMemoryError(vm)
      }
      return try newImage(vm, result)
    }
  }

  /// `copy` makes a new image; `crop` changes this one, or the one that `copy=` names.
  private func copyImage(_ vm: Interpreter, _ args: Arguments, isCrop: Bool) throws(Raised) -> Value {
    let image = try mutableImage(vm, args[0])
    var given = DrawingArguments(vm, args)
    let region = try given.region(image.buffer)
    let scaleX = try given.float("x_scale", 1)
    guard scaleX >= 0 else { throw vm.fault(.OSError, "Error: 0.0 <= x_scale!") }
    let scaleY = try given.float("y_scale", 1)
    guard scaleY >= 0 else { throw vm.fault(.OSError, "Error: 0.0 <= y_scale!") }
    let choice = try given.value(isCrop ? "copy" : "copy_to_fb")
    let size = image.buffer.raster.copiedSize(region, scaleX: scaleX, scaleY: scaleY)
    guard size.width >= 1 else { throw vm.fault(.OSError, "Output image width is 0!") }
    guard size.height >= 1 else { throw vm.fault(.OSError, "Output image height is 0!") }
    let format = image.buffer.raster.format
    var target: ScriptImage? = isCrop ? image : nil
    var targetValue = args[0]
    var isFrameBuffer = false
    if !choice.isNull {
      if choice.isSmall || vm.kind(choice) == .bool {
        let isSet = try vm.plainInteger(choice) != 0
        if isCrop, isSet { target = nil }
        isFrameBuffer = !isCrop && isSet
      } else {
        target = try mutableImage(vm, choice)
        targetValue = choice
      }
    }
    if let target {
      let need = try boardByteCount(vm, size, format)
      guard need <= target.buffer.boardByteCount else {
        throw vm.fault(.OSError, "The new image won't fit in the target frame buffer!")
      }
    } else if isFrameBuffer {
      guard try boardByteCount(vm, size, format) <= Self.frameBufferLimit else {
        throw vm.fault(.OSError, "The new image won't fit in the main frame buffer!")
      }
    } else {
      _ = try newRaster(vm, width: size.width, height: size.height, format)
    }
    guard let result = image.buffer.raster.copied(region, scaleX: scaleX, scaleY: scaleY) else {
      throw imageMemoryError(vm)
    }
    guard let target else {
      return try newImage(vm, isFrameBuffer ? frameBuffer(result) : ImageBuffer(result))
    }
    target.buffer.raster = result
    return try newImage(vm, sharing: target, of: targetValue)
  }

  /// The most that a frame buffer may have: all of the chip's memory.
  private static let frameBufferLimit = 6 << 20

  private func boardByteCount(
    _ vm: Interpreter, _ size: (width: Int, height: Int), _ format: Raster.Format
  ) throws(Raised) -> Int {
    guard size.width <= Picture.sideLimit, size.height <= Picture.sideLimit else {
      throw vm.fault(.OSError, "The new image won't fit in the target frame buffer!")
    }
    return format == .binary
      ? (size.width + 31) / 32 * 4 * size.height : size.width * size.height * format.byteCount
  }

  /// `to_grayscale`, `to_rgb565`, `to_rainbow`.
  func defineImageConversions(on type: MaixTypeBuilder) throws(Raised) {
    try convert(type, "to_grayscale", .grayscale, "grayscale") { $0.converted(to: .grayscale) }
    try convert(type, "to_rgb565", .rgb565, "rgb565") { $0.converted(to: .rgb565) }
    try convert(type, "to_rainbow", .rgb565, "rainbow") { $0.rainbow }
  }

  private func convert(
    _ type: MaixTypeBuilder, _ name: String, _ format: Raster.Format, _ what: String,
    _ conversion: @escaping (Raster) -> Raster
  ) throws(Raised) {
    try type.define(name, 0, nil, keywords: true) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      var given = DrawingArguments(vm, args)
      let isCopy = try given.truth("copy")
      let raster = image.buffer.raster
      if isCopy { return try copyConverted(vm, raster, format, conversion) }
      let grows = raster.format.byteCount < format.byteCount || raster.format == .binary
      guard !grows || raster.format == .binary && raster.width == 1 else {
        // As the firmware has it for binary images.
        let words = raster.format == .binary && what == "rgb565" ? "grayscale" : what
        throw vm.fault(.OSError, "Can't convert to \(words) in place!")
      }
      image.buffer.raster = conversion(raster)
      return try newImage(vm, sharing: image, of: args[0])
    }
  }

  /// A converted copy, which gets room for AI planes with its pixels; they are black.
  private func copyConverted(
    _ vm: Interpreter, _ raster: Raster, _ format: Raster.Format, _ conversion: (Raster) -> Raster
  ) throws(Raised) -> Value {
    _ = try newRaster(vm, width: raster.width, height: raster.height, format)
    let count = raster.width * raster.height
    let planes = [UInt8](repeating: 0, count: format == .rgb565 ? 3 * count : count)
    let value = try newImage(vm, ImageBuffer(conversion(raster), planes: planes))
    let account = try newImageRoom(vm, byteCount: 3 * count)
    try image(vm, value).planesAccount = account
    return value
  }
}
