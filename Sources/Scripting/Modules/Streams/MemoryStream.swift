/// `io.StringIO` and `io.BytesIO` (py/objstringio.c).
final class MemoryStream: ScriptStream {
  private var content: [UInt8]
  private var isClosed = false
  private var position = 0
  /// Bytes that the board's buffer has room for; 0 while it shares those of the object that it was made of.
  private var capacity: Int
  /// The object's address, for the board's account.
  var address = 0
  let isTextStream: Bool

  init(_ content: [UInt8], capacity: Int, isText: Bool) {
    self.content = content
    self.capacity = capacity
    isTextStream = isText
  }

  /// What the board's heap holds without the buffer: the object and the head of its buffer.
  private static let headByteCount = 64

  /// What the board's heap holds.
  var boardByteCount: Int { Self.headByteCount + (capacity + 31) / 32 * 32 }

  /// All of it; ValueError when it is closed.
  func bytes(_ vm: Interpreter) throws(Raised) -> [UInt8] {
    if isClosed { throw vm.closedFileError() }
    return content
  }

  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    let content = try bytes(vm)
    guard position < content.count else { return [] }
    let part = content[position..<min(content.count, position + min(count, content.count))]
    position += part.count
    return Array(part)
  }

  func readStreamLine(_ vm: Interpreter, atMost limit: Int) throws(Raised) -> [UInt8]? {
    let content = try bytes(vm)
    guard position < content.count else { return [] }
    let rest = content[position...].prefix(limit)
    let line = rest.firstIndex(of: Ascii.lineFeed).map { rest[...$0] } ?? rest
    position += line.count
    return Array(line)
  }

  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    if isClosed { throw vm.closedFileError() }
    guard position < vm.heap.capacity, bytes.count < vm.heap.capacity else {
      throw vm.memoryError(bytes.count)
    }
    let end = position + bytes.count
    try grow(vm, to: end)
    if position > content.count { content += [UInt8](repeating: 0, count: position - content.count) }
    content.replaceSubrange(position..<min(end, content.count), with: bytes)
    position = end
    return bytes.count
  }

  /// Has the board's buffer grow as the device's does (py/vstr.c).
  private func grow(_ vm: Interpreter, to byteCount: Int) throws(Raised) {
    let before = capacity
    if capacity == 0 { capacity = content.count }
    if byteCount > capacity { capacity = (byteCount + 16) & ~7 + 8 }
    guard capacity != before else { return }
    do {
      try vm.heap.setBoardByteCount(address, boardByteCount)
    } catch {
      throw vm.memoryError(capacity)
    }
  }

  func seekStream(_ vm: Interpreter, offset: Int, whence: Int) throws(Raised) -> Int {
    let count = try bytes(vm).count
    let from = whence == 1 ? position : whence == 2 ? count : 0
    let (sum, overflows) = from.addingReportingOverflow(offset)
    guard !overflows else { throw vm.osError(ErrorNumber.invalid) }
    position = max(sum, 0)
    return position
  }

  func flushStream(_ vm: Interpreter) throws(Raised) {}

  func closeStream(_ vm: Interpreter) throws(Raised) {
    isClosed = true
    content = []
    capacity = 0
    // Nothing fails when something becomes smaller.
    try? vm.heap.setBoardByteCount(address, Self.headByteCount)
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    Array("<io.\(isTextStream ? "StringIO" : "BytesIO") 0x\(String(address, radix: 16))>".utf8)
  }
}

extension Interpreter {
  func closedFileError() -> Raised { valueError("I/O operation on closed file") }

  /// The class `io.StringIO` or `io.BytesIO`.
  func memoryStreamType(isText: Bool) throws(Raised) -> Value {
    let name = isText ? "StringIO" : "BytesIO"
    return try moduleClass(name) { () throws(Raised) in
      let type = try newBuiltinType(name, kind: .host)
      try setConstructor(type) { vm, args throws(Raised) in try vm.newMemoryStream(args, type, isText: isText)
      }
      try defineStreamReading(type)
      try defineStreamIteration(type)
      try defineStreamWriting(type)
      try defineStreamSeeking(type)
      try defineStreamEnding(type)
      try define(type, "getvalue") { vm, args throws(Raised) in
        guard let stream = vm.hostObject(args[0], as: MemoryStream.self) else { return .none }
        return try vm.streamText(try stream.bytes(vm), of: stream)
      }
      return type
    }
  }

  private func newMemoryStream(_ args: Arguments, _ type: Value, isText: Bool) throws(Raised) -> Value {
    var stream = MemoryStream([], capacity: 16, isText: isText)
    if args.count > 0 {
      if isInteger(args[0]) {
        let capacity = try integerArgument(args[0])
        try checkStreamByteCount(capacity)
        stream = MemoryStream([], capacity: max(capacity, 1), isText: isText)
      } else {
        let content = try bufferBytes(args[0])
        let isShared = isKind(args[0], .str) || isKind(args[0], .bytes)
        stream = MemoryStream(content, capacity: isShared ? 0 : content.count, isText: isText)
      }
    }
    let value = try newHost(stream, type: type, boardByteCount: stream.boardByteCount)
    stream.address = value.address
    return value
  }
}
