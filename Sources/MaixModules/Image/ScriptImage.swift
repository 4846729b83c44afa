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
}

/// What a script holds as `Image`.
package final class ScriptImage {
  /// Its pixels.
  package var buffer: ImageBuffer

  /// An image of a buffer.
  package init(_ buffer: ImageBuffer) { self.buffer = buffer }
}

extension MaixBoard {
  /// The image that a value stands for.
  ///
  /// - Throws: `TypeError: Can't convert <type> to Image`.
  package func image(_ vm: Interpreter, _ value: Value) throws(Raised) -> ScriptImage {
    guard let image = vm.hostObject(value, as: ScriptImage.self) else {
      throw vm.typeError("Can't convert \(vm.typeName(value)) to Image")
    }
    return image
  }
}
