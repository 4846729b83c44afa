/// What a stream can do; an object that is asked for anything else says "stream operation not supported".
package struct StreamAbilities: OptionSet, Sendable {
  /// The bits.
  package let rawValue: UInt8

  /// Abilities from their bits.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Bytes can be read.
  package static let reads = StreamAbilities(rawValue: 1)
  /// Bytes can be written.
  package static let writes = StreamAbilities(rawValue: 2)
}

/// A Swift object that scripts use as a stream: a file, a serial port, a socket (py/stream.c).
///
/// Methods for scripts come from `defineStream…` of the interpreter; they do everything else with these few.
package protocol ScriptStream: ScriptObject {
  /// What it can do.
  var streamAbilities: StreamAbilities { get }
  /// Whether `read` gives `str` and counts characters.
  var isTextStream: Bool { get }
  /// How many bytes to ask for at a time when all are wanted.
  var streamChunkByteCount: Int { get }
  /// Reads at most so many bytes, which are more than none; none at the end, nil if there are none yet.
  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]?
  /// Reads up to the end of a line, or at most so many bytes; none at the end, nil if there are none yet.
  func readStreamLine(_ vm: Interpreter, atMost limit: Int) throws(Raised) -> [UInt8]?
  /// Writes; how many bytes it took, nil if it cannot take any yet.
  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int?
  /// Moves, as `seek` does (0 start, 1 here, 2 end); where it is then.
  func seekStream(_ vm: Interpreter, offset: Int, whence: Int) throws(Raised) -> Int
  /// Makes sure that what was written arrives.
  func flushStream(_ vm: Interpreter) throws(Raised)
  /// Closes it.
  func closeStream(_ vm: Interpreter) throws(Raised)
}

extension ScriptStream {
  package var streamAbilities: StreamAbilities { [.reads, .writes] }
  package var isTextStream: Bool { false }
  package var streamChunkByteCount: Int { 1 << 16 }
  package func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    throw vm.unsupportedStreamOperation()
  }
  package func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    throw vm.unsupportedStreamOperation()
  }
  package func seekStream(_ vm: Interpreter, offset: Int, whence: Int) throws(Raised) -> Int {
    throw vm.osError(ErrorNumber.invalid)
  }
  package func flushStream(_ vm: Interpreter) throws(Raised) { throw vm.osError(ErrorNumber.invalid) }
  package func closeStream(_ vm: Interpreter) throws(Raised) { throw vm.osError(ErrorNumber.invalid) }

  /// Byte by byte, so that nothing behind the line is taken.
  package func readStreamLine(_ vm: Interpreter, atMost limit: Int) throws(Raised) -> [UInt8]? {
    var line: [UInt8] = []
    while line.count < limit {
      guard let byte = try readStream(vm, atMost: 1) else { return line.isEmpty ? nil : line }
      guard let byte = byte.first else { break }
      line.append(byte)
      try vm.checkStreamByteCount(line.count)
      if byte == Ascii.lineFeed { break }
    }
    return line
  }

  /// Streams of ours are iterators over their lines.
  package func scriptIterator(_ vm: Interpreter, itself: Value) throws(Raised) -> Value? {
    streamAbilities.contains(.reads) ? itself : nil
  }

  /// The next line; null at the end.
  package func scriptNext(_ vm: Interpreter) throws(Raised) -> Value? {
    guard let line = try readStreamLine(vm, atMost: .max), !line.isEmpty else { return .null }
    return try vm.streamText(line, of: self)
  }
}

/// Numbers of errors that our own code raises (py/mperrno.h).
package enum ErrorNumber {
  /// Operation not permitted.
  package static let notPermitted = 1
  /// A file that is not open for this.
  package static let badFile = 9
  /// Nothing yet; try again.
  package static let again = 11
  /// No such device.
  package static let noDevice = 19
  /// Arguments that make no sense.
  package static let invalid = 22
}
