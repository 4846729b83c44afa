import Pictures
import Scripting

/// Rectangles and colours as the functions of images and of the display read them.
///
/// **Source**: MaixPy-v1, omv/py/py_helper.c.
extension Interpreter {
  /// The part of a picture that counts, clipped to the picture's bounds; all of it for null.
  ///
  /// - Throws: `OSError` with OpenMV's texts for a part without pixels.
  func region(_ value: Value, in bounds: Rectangle) throws(Raised) -> Rectangle {
    guard !value.isNull else { return bounds }
    // Rectangles have sixteen bits.
    let sides = try plainIntegers(try requiredItems(value, count: 4)).map {
      Int(Int16(truncatingIfNeeded: $0))
    }
    guard sides[2] >= 1, sides[3] >= 1 else { throw fault(.OSError, "Invalid ROI dimensions!") }
    let inside = Rectangle(x: sides[0], y: sides[1], width: sides[2], height: sides[3]).intersection(bounds)
    guard !inside.isEmpty else { throw fault(.OSError, "ROI does not overlap on the image!") }
    return inside
  }

  /// Red, green and blue in a tuple or list, held to 0…255.
  func color(_ value: Value) throws(Raised) -> Color {
    let parts = try plainIntegers(try requiredItems(value, count: 3)).map { UInt8(max(0, min(255, $0))) }
    return Color(red: parts[0], green: parts[1], blue: parts[2])
  }

  /// Red, green and blue of which only the lowest eight bits count.
  func wrappedColor(_ value: Value) throws(Raised) -> Color {
    let parts = try plainIntegers(try requiredItems(value, count: 3)).map { UInt8(truncatingIfNeeded: $0) }
    return Color(red: parts[0], green: parts[1], blue: parts[2])
  }

  /// A colour as pixels of a format have it: an integer whose bits are stored, or what `conversion` makes of red, green
  /// and blue.
  func storedColor(
    _ value: Value, _ format: Raster.Format, _ conversion: (Color) -> UInt16
  ) throws(Raised) -> UInt16 {
    guard value.isSmall || isKind(value, .bool) || isKind(value, .bigInteger) else {
      return conversion(try color(value))
    }
    let bits = UInt16(truncatingIfNeeded: try plainInteger(value))
    switch format {
    case .binary: return bits & 1
    case .grayscale: return bits & 0xFF
    // Integers have the bytes of a colour the other way round.
    case .rgb565: return bits.byteSwapped
    }
  }
}
