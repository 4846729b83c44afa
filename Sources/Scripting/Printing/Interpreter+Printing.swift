/// How a value is written.
package enum PrintForm {
  /// `str()`.
  case str
  /// `repr()`.
  case repr
  /// As `str` prints an exception that was not caught.
  case exception
  /// As JSON.
  case json
}

/// Bytes that are being written; refuses more than the script's heap could hold.
struct TextSink {
  /// What was written.
  var bytes: [UInt8] = []
  /// The most bytes.
  let limit: Int
  /// Objects in objects.
  var depth = 0

  /// Adds bytes.
  mutating func write(_ text: StaticString) {
    for byte in text.bytes { bytes.append(byte) }
  }

  /// Adds bytes.
  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds bytes.
  mutating func write(_ more: [UInt8]) { bytes.append(contentsOf: more) }

  /// Adds bytes.
  mutating func write(_ more: ArraySlice<UInt8>) { bytes.append(contentsOf: more) }

  /// Adds a byte.
  mutating func write(byte: UInt8) { bytes.append(byte) }
}

extension StaticString {
  /// The text's bytes.
  var bytes: [UInt8] { Array(description.utf8) }
}

extension Interpreter {
  /// A sink as large as the script may fill.
  func newSink() -> TextSink { TextSink(limit: heap.capacity) }

  /// `str(value)` or `repr(value)` as bytes.
  package func printed(_ value: Value, _ form: PrintForm) throws(Raised) -> [UInt8] {
    var sink = newSink()
    try print(value, form, to: &sink)
    return sink.bytes
  }

  /// Writes a value.
  func print(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    guard sink.bytes.count <= sink.limit else { throw memoryError(sink.bytes.count) }
    // Containers in containers: as deep as the board's stack would allow.
    guard sink.depth < Interpreter.printDepthLimit else {
      throw fault(.RuntimeError, "maximum recursion depth exceeded")
    }
    sink.depth += 1
    defer { sink.depth -= 1 }
    if isNumber(value) { return try printNumber(value, form, to: &sink) }
    switch kind(value) {
    case .none: sink.write(form == .json ? "null" : "None")
    case .ellipsis: sink.write("Ellipsis")
    case .notImplemented: sink.write("NotImplemented")
    case .str, .bytes, .byteArray, .array, .memoryView: try printTextObject(value, form, to: &sink)
    case .list, .tuple, .namedTuple, .dict, .set, .frozenset, .range, .slice, .dictView, .deque:
      try printContainer(value, form, to: &sink)
    case .instance: try printInstance(value, form, to: &sink)
    case .exception: try printException(value, form, to: &sink)
    default: try printOther(value, form, to: &sink)
    }
  }

  static let printDepthLimit = 200

  private func printOther(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    let address = String(value.address, radix: 16)
    switch kind(value) {
    case .type:
      sink.write("<class '\(text(field(value, 1)))'>")
    case .module:
      let file = lookup(field(value, 2), name: name(.file))
      let place = isKind(file, .str) ? " from '\(text(file))'" : ""
      sink.write("<module '\(text(field(value, 1)))'\(place)>")
    case .function:
      sink.write("<function \(text(functionName(value))) at 0x\(address)>")
    case .nativeFunction:
      sink.write("<function>")
    case .boundMethod:
      sink.write("<bound_method>")
    case .generator:
      sink.write("<generator object '\(text(functionName(field(value, 1))))' at 0x\(address)>")
    case .superObject:
      sink.write("<super: ")
      try print(field(value, 1), .repr, to: &sink)
      sink.write(", ")
      try print(field(value, 2), .repr, to: &sink)
      sink.write(">")
    case .host:
      if let own = try hostDescription(value) { sink.write(own) } else { sink.write("<\(typeName(value))>") }
    default:
      sink.write("<\(typeName(value))>")
    }
  }

  /// An instance: `__str__`, `__repr__`, the object of ours inside, or `<Name object at 0x…>`.
  private func printInstance(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    let type = field(value, 1)
    var method = Value.null
    if form == .str || form == .exception { method = lookup(inClass: type, name(.str)) }
    if method.isNull { method = lookup(inClass: type, name(.repr)) }
    if !method.isNull {
      let mark = keep(try callMethod(method, value))
      defer { release(to: mark) }
      return try print(kept[mark], .str, to: &sink)
    }
    let native = nativeValue(value)
    if isKind(native, .exception) {
      if form == .repr || form == .exception { sink.write(bytes(field(type, 1))) }
      return try printExceptionArguments(native, form, to: &sink)
    }
    if native != value { return try print(native, form, to: &sink) }
    sink.write("<\(text(field(type, 1))) object at 0x\(String(value.address, radix: 16))>")
  }

  /// An exception of a built-in class (py/objexcept.c).
  private func printException(_ value: Value, _ form: PrintForm, to sink: inout TextSink) throws(Raised) {
    if form == .repr || form == .exception { sink.write(bytes(field(field(value, 1), 1))) }
    try printExceptionArguments(value, form, to: &sink)
  }

  private func printExceptionArguments(_ value: Value, _ form: PrintForm, to sink: inout TextSink)
    throws(Raised)
  {
    let arguments = field(value, 2)
    if form == .exception { sink.write(": ") }
    if form == .str || form == .exception {
      if tupleCount(arguments) == 0 { return }
      if tupleCount(arguments) == 1 {
        let first = tupleItem(arguments, 0)
        if first.isSmall, field(value, 1) == exceptionType(.OSError), let name = errnoName(first.small) {
          sink.write("[Errno \(first.small)] \(name)")
          return
        }
        return try print(first, .str, to: &sink)
      }
    }
    try print(arguments, .repr, to: &sink)
  }

  /// The names of the errors that the firmware knows (extmod/moduerrno.c).
  func errnoName(_ number: Int) -> String? { Interpreter.errnoNames[number] }

  static let errnoNames: [Int: String] = [
    1: "EPERM", 2: "ENOENT", 5: "EIO", 9: "EBADF", 11: "EAGAIN", 12: "ENOMEM", 13: "EACCES", 17: "EEXIST",
    19: "ENODEV",
    21: "EISDIR", 22: "EINVAL", 95: "EOPNOTSUPP", 98: "EADDRINUSE", 103: "ECONNABORTED", 104: "ECONNRESET",
    105: "ENOBUFS",
    107: "ENOTCONN", 110: "ETIMEDOUT", 111: "ECONNREFUSED", 113: "EHOSTUNREACH", 114: "EALREADY",
    115: "EINPROGRESS",
  ]
}
