/// A script's bytes in the form that the lexer reads: lines end in LF, the last one too.
///
/// A byte order mark is dropped; CR LF and a lone CR become LF, as in `py/lexer.c` of MicroPython 1.11. The
/// firmware does not drop the mark: it takes it for a letter. Scripts that carry one are meant to run, so we
/// do.
package struct SourceText: Sendable {
  /// The largest text, in bytes, so that every offset fits 32 bits with room to spare.
  package static let byteLimit = 1 << 28

  /// What errors call the file.
  package let name: String
  /// The text; empty or ending in LF.
  package let bytes: [UInt8]
  /// Offset of each line's first byte, ascending; the first is 0.
  package let lineStarts: [UInt32]

  /// Takes a file's bytes, whatever they are.
  ///
  /// - Throws: a memory fault when there are more than `byteLimit`.
  package init(_ content: some Collection<UInt8>, name: String = "<stdin>") throws(SyntaxFault) {
    guard content.count <= SourceText.byteLimit else {
      throw SyntaxFault(
        .memoryError, "memory allocation failed, allocating \(content.count) bytes", file: name)
    }
    self.name = name
    bytes = SourceText.normalized(Array(content))
    var starts: [UInt32] = [0]
    for index in bytes.indices where bytes[index] == 0x0A { starts.append(UInt32(index + 1)) }
    if starts.count > 1 { starts.removeLast() }
    lineStarts = starts
  }

  /// Takes text from a program or a prompt.
  package init(_ text: String, name: String = "<stdin>") throws(SyntaxFault) {
    try self.init(Array(text.utf8), name: name)
  }

  private static func normalized(_ content: [UInt8]) -> [UInt8] {
    let hasMark = content.starts(with: [0xEF, 0xBB, 0xBF])
    let endsInLineFeed = content.isEmpty || content.last == 0x0A
    if !hasMark, endsInLineFeed, !content.contains(0x0D) { return content }
    var text: [UInt8] = []
    text.reserveCapacity(content.count + 1)
    var index = hasMark ? 3 : 0
    while index < content.count {
      let byte = content[index]
      index += 1
      if byte == 0x0D {
        if index < content.count, content[index] == 0x0A { index += 1 }
        text.append(0x0A)
      } else {
        text.append(byte)
      }
    }
    if let last = text.last, last != 0x0A { text.append(0x0A) }
    return text
  }

  /// The line, counted from 1, that holds the byte at `offset`; past the end it is the last line.
  package func line(at offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// The column of `offset` in its line, in characters from 1; a tab is one.
  package func column(at offset: UInt32) -> Int {
    let start = Int(lineStarts[line(at: offset) - 1])
    let end = min(max(Int(offset), start), bytes.count)
    // Bytes 10xxxxxx go on with a character that has been counted.
    return 1 + bytes[start..<end].count { $0 & 0xC0 != 0x80 }
  }

  /// The bytes of a line, counted from 1, without its LF; empty for a line that is not there.
  package func lineBytes(_ line: Int) -> ArraySlice<UInt8> {
    guard line >= 1, line <= lineStarts.count else { return [] }
    let start = Int(lineStarts[line - 1])
    var end = line < lineStarts.count ? Int(lineStarts[line]) : bytes.count
    if end > start, bytes[end - 1] == 0x0A { end -= 1 }
    return bytes[start..<end]
  }
}
