import Pictures
import Scripting

/// What exists on MaixPy's images alone: AI planes, and filters over them.
extension MaixBoard {
  /// `pix_to_ai`, `ai_to_pix`, `conv3`, `strech_char`, `stretch`.
  func defineImagePlanes(on type: MaixTypeBuilder) throws(Raised) {
    try type.define("pix_to_ai") { [self] vm, args throws(Raised) in
      let image = try image(vm, args[0])
      guard image.buffer.jpeg == nil, let planes = image.buffer.raster.planes else {
        vm.say("only support grayscale now")
        return .none
      }
      if image.buffer.planes == nil {
        let raster = image.buffer.raster
        let row = (raster.width + 63) / 64 * 64
        let isColor = raster.format == .rgb565
        let need = isColor ? 3 * row * raster.height : raster.width * raster.height
        image.planesAccount = try newImageRoom(vm, byteCount: need)
      }
      image.buffer.planes = planes
      return .none
    }
    try type.define("ai_to_pix") { [self] vm, args throws(Raised) in
      let image = try image(vm, args[0])
      guard let planes = image.buffer.planes else { return .none }
      guard image.buffer.jpeg == nil, image.buffer.raster.format != .binary else {
        vm.say("only support grayscale now")
        return .none
      }
      image.buffer.raster.setPixels(planes: planes)
      return .none
    }
    try type.define(
      "conv3", 1, nil, keywords: true, .partly("computed exactly; the KPU rounds weights to 16 bits")
    ) { [self] vm, args throws(Raised) in
      let image = try mutableImage(vm, args[0])
      let weights = try vm.floats(try vm.requiredItems(try vm.option(args, 1, "kern"), count: 9))
      guard let planes = image.buffer.planes else {
        vm.writeConsole("pix_ai or pixels is NULL!\n")
        return .none
      }
      let raster = image.buffer.raster
      let result = Raster.convolved(
        planes: planes, width: raster.width, height: raster.height, weights: weights)
      image.buffer.planes = result
      image.buffer.raster.setPixels(planes: result, isRounded: false)
      return .none
    }
    try grayOnly(type, "strech_char", 1) { raster, numbers in
      raster.stretchCharacters(isDarkened: numbers[0] != 0)
    }
    try grayOnly(type, "stretch", 2) { raster, numbers in raster.stretch(from: numbers[0], to: numbers[1]) }
  }

  /// A filter that prints a line for images that are not grey.
  private func grayOnly(
    _ type: MaixTypeBuilder, _ name: String, _ count: Int, _ filter: @escaping (inout Raster, [Int]) -> Void
  ) throws(Raised) {
    try type.define(name, count, count) { [self] vm, args throws(Raised) in
      let image = try image(vm, args[0])
      let numbers = try vm.plainIntegers(args.dropFirst(1).positional)
      if image.buffer.jpeg == nil, image.buffer.raster.format == .grayscale {
        filter(&image.buffer.raster, numbers)
      } else {
        vm.say("only support grayscale now")
      }
      return .none
    }
  }
}
