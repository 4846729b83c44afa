import Pictures
import Scripting

/// Arguments as OpenMV's methods take them: places as one tuple or spread, the rest by name or by place behind them.
///
/// **Source**: `py_helper.c`.
struct DrawingArguments {
  private let vm: Interpreter
  private let args: Arguments
  /// The next positional argument.
  private var next: Int

  /// The arguments from a position on.
  init(_ vm: Interpreter, _ args: Arguments, from first: Int = 1) {
    self.vm = vm
    self.args = args
    next = first
  }

  /// Arguments that must be there, in a tuple or list or one after another.
  mutating func values(_ count: Int) throws(Raised) -> [Value] {
    guard next < args.count else { throw Self.tooFew(vm) }
    if vm.sequenceItems(args[next]) != nil {
      next += 1
      return try vm.requiredItems(args[next - 1], count: count)
    }
    guard args.count - next >= count else { throw Self.tooFew(vm) }
    defer { next += count }
    return (0..<count).map { args[next + $0] }
  }

  /// Integers that must be there.
  mutating func integers(_ count: Int) throws(Raised) -> [Int] {
    try vm.plainIntegers(try values(count))
  }

  /// The next argument; null where it is not given.
  mutating func value(_ name: String) throws(Raised) -> Value {
    defer { next += 1 }
    return try vm.option(args, next, name)
  }

  /// An integer.
  mutating func integer(_ name: String, _ usual: Int) throws(Raised) -> Int {
    let value = try value(name)
    return value.isNull ? usual : try vm.plainInteger(value)
  }

  /// An integer that stands for a truth.
  mutating func truth(_ name: String, _ usual: Bool = false) throws(Raised) -> Bool {
    try integer(name, usual ? 1 : 0) != 0
  }

  /// A number.
  mutating func float(_ name: String, _ usual: Float) throws(Raised) -> Float {
    let value = try value(name)
    return value.isNull ? usual : Float(try vm.floatArgument(value))
  }

  /// A colour for pixels of a format: bits as they are stored, or red, green and blue; white where it is not given.
  mutating func color(_ format: Raster.Format, _ name: String = "color") throws(Raised) -> UInt16 {
    let value = try value(name)
    return try Self.color(vm, value.isNull ? Value(small: -1) : value, format)
  }

  /// The part of an image that counts, clipped to it; all of it where none is given.
  mutating func region(_ buffer: ImageBuffer) throws(Raised) -> Rectangle {
    let value = try value("roi")
    let bounds = Rectangle(x: 0, y: 0, width: buffer.width, height: buffer.height)
    guard !value.isNull else { return bounds }
    let numbers = try vm.plainIntegers(try vm.requiredItems(value, count: 4))
    guard numbers[2] >= 1, numbers[3] >= 1 else { throw vm.fault(.OSError, "Invalid ROI dimensions!") }
    let inside = Rectangle(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
      .intersection(bounds)
    guard !inside.isEmpty else { throw vm.fault(.OSError, "ROI does not overlap on the image!") }
    return inside
  }

  // MARK: Values

  /// A colour as pixels of a format have it.
  static func color(_ vm: Interpreter, _ value: Value, _ format: Raster.Format) throws(Raised) -> UInt16 {
    guard value.isSmall || vm.kind(value) == .bool || vm.kind(value) == .bigInteger else {
      return format.value(of: try parts(vm, value))
    }
    let bits = UInt16(truncatingIfNeeded: try vm.plainInteger(value))
    switch format {
    case .rgb565: return bits.byteSwapped
    case .grayscale: return bits & 0xFF
    case .binary: return bits & 1
    }
  }

  /// Red, green and blue in a tuple or list, held to 0…255.
  static func parts(_ vm: Interpreter, _ value: Value) throws(Raised) -> Color {
    let numbers = try vm.plainIntegers(try vm.requiredItems(value, count: 3)).map {
      UInt8(max(0, min(255, $0)))
    }
    return Color(red: numbers[0], green: numbers[1], blue: numbers[2])
  }

  private static func tooFew(_ vm: Interpreter) -> Raised {
    vm.fault(.OSError, "Not enough positional arguments!")
  }
}
