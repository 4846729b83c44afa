import K210Boards
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
    let named = args.named(try vm.intern(name))
    if !named.isNull { return named }
    guard let place, place < args.count else { return nil }
    return args[place]
  }

  /// An integer, cut to 32 bits.
  func integer(_ place: Int?, _ name: String, _ otherwise: Int) throws(Raised) -> Int {
    guard let value = try value(place, name) else { return otherwise }
    return try cut(value)
  }

  /// An integer without a sign: negative ones are very large.
  func count(_ place: Int?, _ name: String, _ otherwise: Int) throws(Raised) -> Int {
    Int(UInt32(truncatingIfNeeded: try integer(place, name, otherwise)))
  }

  /// A step of a search, which is at least 1.
  func step(_ place: Int, _ name: String, _ otherwise: Int) throws(Raised) -> Int {
    let step = try count(place, name, otherwise)
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

  /// An integer as the device's `int` holds it.
  func cut(_ value: Value) throws(Raised) -> Int {
    Int(Int32(truncatingIfNeeded: try vm.plainInteger(value)))
  }

  /// What the device's assertions raise.
  func failure(_ text: String) -> Raised { vm.fault(.OSError, text) }

  /// The items of a list or tuple; with a count, exactly so many.
  func items(_ value: Value, count: Int? = nil) throws(Raised) -> [Value] {
    guard let items = vm.sequenceItems(value) else {
      throw vm.typeError("object '\(vm.typeName(value))' isn't a tuple or list")
    }
    if let count, items.count != count {
      throw vm.valueError("requested length \(count) but object has length \(items.count)")
    }
    return items
  }

  /// An image that is no JPEG.
  func image(_ value: Value) throws(Raised) -> ScriptImage { try board.mutableImage(vm, value) }

  /// The image whose method it is.
  func this() throws(Raised) -> ScriptImage { try image(args[0]) }

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

  /// A rectangle, cut to the raster; all of it if none was given.
  func area(_ place: Int, _ name: String = "roi", of raster: Raster) throws(Raised) -> Rectangle {
    guard let value = try value(place, name) else { return raster.bounds }
    var numbers: [Int] = []
    // Rectangles have sixteen bits.
    for item in try items(value, count: 4) { numbers.append(Int(Int16(truncatingIfNeeded: try cut(item)))) }
    guard numbers[2] >= 1, numbers[3] >= 1 else { throw failure("Invalid ROI dimensions!") }
    let area = Rectangle(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
      .intersection(raster.bounds)
    guard !area.isEmpty else { throw failure("ROI does not overlap on the image!") }
    return area
  }

  /// Limits of colours: a list of lists or tuples; empty ones do not count.
  func thresholds(_ value: Value) throws(Raised) -> [ColorThreshold] {
    var thresholds: [ColorThreshold] = []
    for item in try items(value) {
      var numbers: [Int] = []
      for number in try items(item).prefix(6) { numbers.append(try cut(number)) }
      if !numbers.isEmpty { thresholds.append(ColorThreshold(numbers)) }
    }
    return thresholds
  }

  /// Pixels to each side of a filter's window, at most the height.
  func radius(_ value: Value, in raster: Raster) throws(Raised) -> Int {
    let radius = try cut(value)
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
    return .value(try storedValue(value, for: raster.format))
  }

  /// A number as the device stores it in a pixel, or the nearest to red, green, blue.
  private func storedValue(_ value: Value, for format: Raster.Format) throws(Raised) -> UInt16 {
    guard let parts = vm.sequenceItems(value) else {
      let bits = UInt16(truncatingIfNeeded: try cut(value))
      switch format {
      case .binary: return bits & 1
      case .grayscale: return bits & 255
      // Numbers have the bytes of a colour the other way round.
      case .rgb565: return bits.byteSwapped
      }
    }
    guard parts.count == 3 else {
      throw vm.valueError("requested length 3 but object has length \(parts.count)")
    }
    var numbers: [Int] = []
    for part in parts { numbers.append(min(max(try cut(part), 0), 255)) }
    return board.colorTables.value(red: numbers[0], green: numbers[1], blue: numbers[2], in: format)
  }
}

extension MaixBoard {
  /// The colour tables of the firmware.
  var colorTables: ColorTables {
    configuration.isFirmwareChosen && configuration.firmware.id == "openmv-v4" ? .coarse : .exact
  }

  /// Whether the firmware has but the basic methods of images.
  var isImageMinimum: Bool {
    configuration.isFirmwareChosen
      && ["minimum", "minimum-ide", "minimum-v4"].contains(configuration.firmware.id)
  }

  /// The largest work buffer (`OMV_FB_ALLOC_SIZE`).
  var largestWorkByteCount: Int { (isImageMinimum ? 300 : 700) << 10 }

  /// Memory for a method's work; it is given back when the block is let go.
  ///
  /// - Throws: `MemoryError` with a line on the console before it.
  func work(_ vm: Interpreter, _ byteCount: Int) throws(Raised) -> SystemHeap.Block? {
    guard byteCount > 0 else { return nil }
    let rounded = byteCount <= systemHeap.capacity ? (byteCount + 31) / 32 * 32 : byteCount
    guard let block = systemHeap.allocate(rounded) else {
      vm.host.write(Array("fb alloc \(Int32(truncatingIfNeeded: rounded)) fail,errno:12\r\n".utf8))
      throw workMemoryError(vm)
    }
    return block
  }

  /// All the memory that methods which take what there is take.
  func largestWork(_ vm: Interpreter) throws(Raised) -> SystemHeap.Block {
    guard let block = systemHeap.allocate(largestWorkByteCount) else { throw workMemoryError(vm) }
    return block
  }

  /// The error of methods that find no room for their work.
  func workMemoryError(_ vm: Interpreter) -> Raised {
    vm.fault(
      .MemoryError,
      "Out of Memory! Please reduce the resolution of the image you are running this algorithm on to bypass this"
        + " issue!")
  }
}
