import Pictures
import Scripting

/// The arguments of an image's method as OpenMV's helpers read them: by name, or else by place.
///
/// **Source**: MaixPy-v1, omv/py/py_helper.c.
struct AnalysisArguments {
  let board: MaixBoard
  let vm: Interpreter
  let args: Arguments

  /// An argument; nil if it was not given.
  func value(_ place: Int?, _ name: String) throws(Raised) -> Value? {
    let value = if let place { try vm.option(args, place, name) } else { try vm.named(args, name) }
    return value.isNull ? nil : value
  }

  /// An integer as the device's `int` holds it.
  func integer(_ place: Int?, _ name: String, _ otherwise: Int) throws(Raised) -> Int {
    guard let value = try value(place, name) else { return otherwise }
    return try int32(value)
  }

  /// An integer without a sign: negative ones are very large.
  func unsigned(_ place: Int?, _ name: String, _ otherwise: Int) throws(Raised) -> Int {
    Int(UInt32(truncatingIfNeeded: try integer(place, name, otherwise)))
  }

  /// A step of a search, which is at least 1.
  func step(_ place: Int, _ name: String, _ otherwise: Int) throws(Raised) -> Int {
    let step = try unsigned(place, name, otherwise)
    guard step > 0 else { throw failure("\(name) must not be zero.") }
    return step
  }

  /// Whether an integer is not 0.
  func flag(_ place: Int, _ name: String) throws(Raised) -> Bool { try integer(place, name, 0) != 0 }

  /// A float.
  func float(_ place: Int, _ name: String, _ otherwise: Float) throws(Raised) -> Float {
    guard let value = try value(place, name) else { return otherwise }
    return Float(try vm.floatArgument(value))
  }

  /// The lowest 32 bits of an integer, as the device's `int` has them.
  func int32(_ value: Value) throws(Raised) -> Int {
    Int(Int32(truncatingIfNeeded: try vm.plainInteger(value)))
  }

  /// What the device's assertions raise.
  func failure(_ text: String) -> Raised { vm.fault(.OSError, text) }

  /// An image that is no JPEG.
  func image(_ value: Value) throws(Raised) -> ScriptImage { try board.mutableImage(vm, value) }

  /// The image whose method it is.
  func image() throws(Raised) -> ScriptImage { try image(args[0]) }

  /// An image in shades of grey.
  func grayImage(_ value: Value) throws(Raised) -> ScriptImage {
    let image = try board.image(vm, value)
    guard image.buffer.jpeg == nil, image.buffer.raster.format == .grayscale else {
      throw failure("Image format is not supported!")
    }
    return image
  }

  /// The mask, if one was given.
  func mask(_ place: Int) throws(Raised) -> Raster? {
    guard let value = try value(place, "mask") else { return nil }
    return try image(value).buffer.raster
  }

  /// The part of a raster that counts, clipped to it; all of it if none was given.
  func area(_ place: Int, of raster: Raster) throws(Raised) -> Rectangle {
    try vm.region(try vm.option(args, place, "roi"), in: raster.bounds)
  }

  /// Limits of colours: a list of lists or tuples; empty ones do not count.
  func thresholds(_ value: Value) throws(Raised) -> [ColorThreshold] {
    var thresholds: [ColorThreshold] = []
    for item in try vm.requiredItems(value) {
      var numbers: [Int] = []
      for number in try vm.requiredItems(item).prefix(6) { numbers.append(try int32(number)) }
      if !numbers.isEmpty { thresholds.append(ColorThreshold(numbers)) }
    }
    return thresholds
  }

  /// Pixels to each side of a filter's window, at most the height.
  func radius(_ value: Value, in raster: Raster) throws(Raised) -> Int {
    let radius = try int32(value)
    guard radius >= 0 else { throw failure("KernelSize must be >= 0!") }
    guard radius <= raster.height else {
      // The device writes over other memory then.
      board.explainOnce("a filter's window larger than the image is refused here; boards crash")
      throw board.workMemoryError(vm)
    }
    // A window's numbers, and the image with the window's edges around it, must fit the largest work buffer.
    let side = 2 * radius + 1
    guard 4 * side * side <= board.largestWorkByteCount,
      (raster.width + side) * (raster.height + side) <= 4 * board.largestWorkByteCount
    else { throw board.workMemoryError(vm) }
    return radius
  }

  /// What is compared to make black and white: arguments `threshold`, `offset`, `invert` from a place on.
  func comparison(_ place: Int) throws(Raised) -> NeighbourhoodFilter.Comparison? {
    let isWanted = try flag(place, "threshold")
    let offset = try integer(place + 1, "offset", 0)
    let isInverted = try flag(place + 2, "invert")
    return isWanted ? .init(offset: offset, isInverted: isInverted) : nil
  }

  /// The second picture of an operation: an image or a file of the same size and format, a number, or red, green, blue.
  func operand(_ value: Value, for raster: Raster) throws(Raised) -> PixelOperand {
    if let other = vm.hostObject(value, as: ScriptImage.self) {
      guard other.buffer.jpeg == nil else { throw failure("Image format is not supported!") }
      let picture = other.buffer.raster
      guard picture.size == raster.size, picture.format == raster.format else {
        throw failure("Images not equal!")
      }
      return .raster(picture)
    }
    if vm.isKind(value, .str) {
      let picture = try board.operandPicture(vm, vm.bytes(value))
      guard picture.size == raster.size, picture.format == raster.format else {
        throw failure("Images not equal!")
      }
      return .raster(picture)
    }
    let tables = board.colorTables
    return .value(try vm.storedColor(value, raster.format) { tables.value(of: $0, in: raster.format) })
  }
}
