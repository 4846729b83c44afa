package import Pictures
package import Scripting

/// The pixels of an image and, once it has them, the planes that the KPU reads: shared by all images of a buffer.
///
/// The camera's frame buffer is one of these; each snapshot overwrites it.
package final class ImageBuffer {
  /// What is shown, drawn on, and read by scripts.
  package var raster: Raster
  /// The AI planes: red, green, blue (or brightness alone), each `width * height` bytes.
  ///
  /// Nil until the camera or `pix_to_ai()` filled them; they do not follow the raster.
  package var planes: [UInt8]?
  /// A JPEG's bytes in place of pixels (`compress`); the raster is then 1×1.
  package var jpeg: (bytes: [UInt8], width: Int, height: Int)?
  /// Whether this is the camera's frame buffer, which lies outside Python's heap.
  package let isFrameBuffer: Bool

  /// A buffer of pixels.
  package init(_ raster: Raster, planes: [UInt8]? = nil, isFrameBuffer: Bool = false) {
    self.raster = raster
    self.planes = planes
    self.isFrameBuffer = isFrameBuffer
  }

  /// Pixels in a row, a JPEG's with them.
  package var width: Int { jpeg?.width ?? raster.width }
  /// Rows, a JPEG's with them.
  package var height: Int { jpeg?.height ?? raster.height }

  /// Bytes of the pixels on a board, where rows of binary pixels fill words of 32 bits.
  package var boardByteCount: Int {
    if let jpeg { return jpeg.bytes.count }
    guard raster.format == .binary else { return raster.bytes.count }
    return (raster.width + 31) / 32 * 4 * raster.height
  }
}

/// What a script holds as `Image`.
package final class ScriptImage {
  /// Its pixels.
  package var buffer: ImageBuffer
  /// What stands in Python's heap for AI planes that `pix_to_ai` made, as long as the image lives; null without them.
  var planesAccount = Value.null
  /// What stands there for pixels that replaced the first ones; null without them.
  var pixelsAccount = Value.null

  /// An image of a buffer.
  package init(_ buffer: ImageBuffer) { self.buffer = buffer }
}

extension ScriptImage: ScriptReferences {
  package func visit(_ mark: (Value) -> Void) {
    if !planesAccount.isNull { mark(planesAccount) }
    if !pixelsAccount.isNull { mark(pixelsAccount) }
  }
}

/// Room in Python's heap that an image has beside its object.
private final class ImageRoom {}

extension MaixBoard {
  /// Bytes of an image's object, without its pixels.
  static let imageByteCount = 48

  /// The image that a value stands for.
  ///
  /// - Throws: `TypeError: Can't convert <type> to Image`.
  package func image(_ vm: Interpreter, _ value: Value) throws(Raised) -> ScriptImage {
    guard let image = vm.hostObject(value, as: ScriptImage.self) else {
      throw vm.typeError("Can't convert \(vm.typeName(value)) to Image")
    }
    return image
  }

  /// An image that may be drawn on and measured: no JPEG.
  ///
  /// - Throws: `OSError: Image format is not supported!` beside what `image` throws.
  package func mutableImage(_ vm: Interpreter, _ value: Value) throws(Raised) -> ScriptImage {
    let image = try image(vm, value)
    guard image.buffer.jpeg == nil else { throw vm.fault(.OSError, "Image format is not supported!") }
    return image
  }

  /// A new image for a script; its pixels are charged to Python's heap but for the camera's.
  ///
  /// - Throws: `MemoryError` with the text of images when that heap has no room.
  package func newImage(_ vm: Interpreter, _ buffer: ImageBuffer) throws(Raised) -> Value {
    let pixels = buffer.isFrameBuffer ? 0 : buffer.boardByteCount
    let type = try imageType(vm)
    return try newRoom(vm, ScriptImage(buffer), type: type, byteCount: Self.imageByteCount + pixels)
  }

  /// The buffer of `copy_to_fb=True`, with other pixels: there is one, and images of it see the last ones.
  func frameBuffer(_ raster: Raster) -> ImageBuffer {
    let buffer = copyBuffer ?? ImageBuffer(raster, isFrameBuffer: true)
    (buffer.raster, buffer.planes, buffer.jpeg) = (raster, nil, nil)
    copyBuffer = buffer
    return buffer
  }

  /// A new image of a raster, in memory of its own.
  package func newImage(_ vm: Interpreter, _ raster: Raster) throws(Raised) -> Value {
    try newImage(vm, ImageBuffer(raster))
  }

  /// An object that stands for bytes in Python's heap.
  func newImageRoom(_ vm: Interpreter, byteCount: Int) throws(Raised) -> Value {
    try newRoom(vm, ImageRoom(), type: try imageType(vm), byteCount: byteCount)
  }

  private static let noRoom =
    "Out of normal MicroPython Heap Memory! Please reduce the resolution of the image you are running this"
    + " algorithm on to bypass this issue!"

  /// The error of images that find no room in Python's heap.
  package func imageMemoryError(_ vm: Interpreter) -> Raised { vm.fault(.MemoryError, Self.noRoom) }

  private func newRoom(
    _ vm: Interpreter, _ object: AnyObject, type: Value, byteCount: Int
  ) throws(Raised) -> Value {
    // The refusal may come at the next safe point, when there is garbage to be collected first.
    vm.ownRefusal = (byteCount, Self.noRoom)
    return try vm.newHost(object, type: type, boardByteCount: byteCount)
  }

  /// Another object for the same pixels, as conversions in place give it.
  func newImage(_ vm: Interpreter, sharing image: ScriptImage, of value: Value) throws(Raised) -> Value {
    let other = ScriptImage(image.buffer)
    other.planesAccount = image.planesAccount
    other.pixelsAccount = image.pixelsAccount.isNull ? value : image.pixelsAccount
    return try newRoom(vm, other, type: try imageType(vm), byteCount: Self.imageByteCount)
  }

  /// A black raster for a new image.
  ///
  /// - Throws: the error of images that find no room, also for sizes that no board has room for.
  package func newRaster(
    _ vm: Interpreter, width: Int, height: Int, _ format: Raster.Format
  ) throws(Raised) -> Raster {
    let limit = Picture.sideLimit
    guard width >= 1, height >= 1, width <= limit, height <= limit,
      width * height * format.byteCount <= configuration.gcHeapByteCount * (format == .binary ? 8 : 1),
      let raster = try? Raster(width: width, height: height, format: format)
    else { throw imageMemoryError(vm) }
    return raster
  }

  /// The class of images, made when it is first asked for.
  package func imageType(_ vm: Interpreter) throws(Raised) -> Value {
    try vm.moduleClass("image.Image") { [self] () throws(Raised) -> Value in
      let type = try vm.newBuiltinType("Image", kind: .host)
      let builder = MaixTypeBuilder(vm: vm, type: type, board: self, owner: "image.Image")
      try defineImageBasics(on: builder)
      try defineImageAnalysis(on: builder)
      return type
    }
  }
}
