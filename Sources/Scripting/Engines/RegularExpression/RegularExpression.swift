/// A compiled regular expression of module `ure`, with the syntax and the verdicts of MicroPython 1.11.
///
/// The program has the device's own layout (`extmod/re1.5`): one-byte operations with one-byte operands.
/// Jumps of more than 127 bytes and classes of more than 255 ranges are cut off there, so long patterns go
/// astray on the device; with the same layout they go the same way here, as far as the device's way is
/// defined at all.
package struct RegularExpression: Sendable {
  /// The longest pattern, in bytes.
  package static let patternLimit = 1 << 16

  /// Operations; those below `lineStart` take a byte of the subject.
  enum Operation {
    static let character: UInt8 = 0x01
    static let any: UInt8 = 0x02
    static let charactersIn: UInt8 = 0x03
    static let charactersNotIn: UInt8 = 0x04
    static let namedClass: UInt8 = 0x05
    static let lineStart: UInt8 = 0x50
    static let lineEnd: UInt8 = 0x51
    static let jump: UInt8 = 0x60
    static let splitHereFirst: UInt8 = 0x61
    static let splitThereFirst: UInt8 = 0x62
    static let save: UInt8 = 0x7E
    static let match: UInt8 = 0x7F
  }

  /// Bytes of the loop that tries each start; a search begins at it, an anchored match behind it.
  static let searchPrefixLength = 5

  /// The program.
  let code: [UInt8]
  /// Groups that capture, without the whole match.
  package let groupCount: Int

  /// Compiles a pattern; like a C string it ends at a zero byte.
  ///
  /// - Throws: `ValueError` "Error in regex" for what the device refuses, and for a class that breaks off
  ///   after `-`, behind which the device reads whatever memory holds.
  package init(_ pattern: some Sequence<UInt8>) throws(EngineFault) {
    let pattern = Array(pattern.prefix { $0 != 0 })
    guard pattern.count <= Self.patternLimit else { throw .memory(pattern.count) }
    var compiler = RegularExpressionCompiler(pattern)
    try compiler.compile()
    code = compiler.code
    groupCount = compiler.groupCount
  }
}
