/// Reading and writing streams from native code (py/stream.c).
extension Interpreter {
  /// `OSError` for what is no stream, or not one for this.
  package func unsupportedStreamOperation() -> Raised { fault(.OSError, "stream operation not supported") }

  /// The stream that a value is; nil if it is none.
  ///
  /// The value is the caller's to keep over what is done with the stream.
  package func stream(_ value: Value) -> (any ScriptStream)? {
    if isKind(value, .instance), let root = builtinClasses[.other("IOBase")],
      memory[value: field(value, 1).address + TypeLayout.nativeBase] == root
    {
      return ScriptedStream(value)
    }
    let native = nativeValue(value)
    if hostObject(native, as: StreamBase.self) != nil { return ScriptedStream(native) }
    return isKind(native, .host) ? heap.hosts[Int(memory[native.address + 8])] as? any ScriptStream : nil
  }

  /// The stream that a value is; OSError if it is none or cannot do this.
  package func stream(_ value: Value, for abilities: StreamAbilities) throws(Raised) -> any ScriptStream {
    guard let stream = stream(value), stream.streamAbilities.isSuperset(of: abilities) else {
      throw unsupportedStreamOperation()
    }
    return stream
  }

  /// MemoryError for more bytes than the board could hold.
  package func checkStreamByteCount(_ count: Int) throws(Raised) {
    if count < 0 || count >= heap.capacity { throw memoryError(Int(UInt32(truncatingIfNeeded: count &+ 1))) }
  }

  /// What was read from a stream as a value.
  package func streamText(_ bytes: [UInt8], of stream: any ScriptStream) throws(Raised) -> Value {
    stream.isTextStream ? try newString(bytes) : try newBytes(bytes)
  }

  /// Reads until so many bytes are there, the stream ends or has no more yet; nil if it has none yet.
  func readExactly(_ count: Int, from stream: any ScriptStream) throws(Raised) -> [UInt8]? {
    guard count > 0 else { return [] }
    guard var bytes = try stream.readStream(self, atMost: count) else { return nil }
    if bytes.isEmpty { return bytes }
    while bytes.count < count {
      guard let more = try stream.readStream(self, atMost: count - bytes.count), !more.isEmpty else { break }
      bytes += more
    }
    return bytes
  }

  /// Reads to the end; nil if there is nothing yet, MemoryError for more than the board's heap.
  ///
  /// - Parameter acceptsPart: Whether what is there is enough when there is nothing more yet.
  package func readAll(from stream: any ScriptStream, acceptsPart: Bool = true) throws(Raised) -> [UInt8]? {
    var bytes: [UInt8] = []
    var wanted = stream.streamChunkByteCount
    while true {
      guard let more = try stream.readStream(self, atMost: wanted) else {
        return bytes.isEmpty || !acceptsPart ? nil : bytes
      }
      if more.isEmpty { return bytes }
      bytes += more
      wanted = more.count < wanted ? wanted - more.count : stream.streamChunkByteCount
      try checkStreamByteCount(bytes.count)
      try checkStop()
    }
  }

  /// Reads so many characters; nil if there are none yet.
  func readCharacters(_ count: Int, from stream: any ScriptStream) throws(Raised) -> [UInt8]? {
    var bytes: [UInt8] = []
    var left = count
    var wanted = count
    var place = 0
    while wanted > 0 {
      guard let more = try readExactly(wanted, from: stream) else { return bytes.isEmpty ? nil : bytes }
      bytes += more
      try checkStreamByteCount(bytes.count)
      // At the end a part of a character may be left; it is given as it is.
      if more.isEmpty { break }
      let isAtEnd = more.count < wanted
      while place < bytes.count {
        let size = Interpreter.characterByteCount(bytes[place])
        guard place + size <= bytes.count else { break }
        place += size
        left -= 1
      }
      if isAtEnd { break }
      wanted =
        place == bytes.count
        ? left : place + Interpreter.characterByteCount(bytes[place]) - bytes.count + left - 1
    }
    return bytes
  }

  /// How many bytes the character has that begins with a byte, as the device counts.
  private static func characterByteCount(_ lead: UInt8) -> Int {
    switch lead {
    case ..<0x80: 1
    case 0xC0..<0xE0: 2
    case 0xE0..<0xF0: 3
    case 0xF0..<0xF8: 4
    default: 5
    }
  }

  /// Writes all that a stream takes; how many bytes, nil if it cannot take any yet.
  package func write(_ bytes: ArraySlice<UInt8>, to stream: any ScriptStream) throws(Raised) -> Int? {
    var rest = bytes
    while !rest.isEmpty {
      guard let taken = try stream.writeStream(self, rest) else {
        return rest.count == bytes.count ? nil : bytes.count - rest.count
      }
      if taken <= 0 { break }
      rest = rest.dropFirst(taken)
    }
    return bytes.count - rest.count
  }
}
