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
    return try vm.storedColor(value.isNull ? Value(small: -1) : value, format) { format.value(of: $0) }
  }

  /// The part of an image that counts, clipped to it; all of it where none is given.
  mutating func region(_ buffer: ImageBuffer) throws(Raised) -> Rectangle {
    try vm.region(
      try value("roi"), in: Rectangle(x: 0, y: 0, width: buffer.width, height: buffer.height))
  }

  private static func tooFew(_ vm: Interpreter) -> Raised {
    vm.fault(.OSError, "Not enough positional arguments!")
  }
}
