import Bytes

/// Collects one section of a kmodel and knows at which file offset it stands.
package struct FieldWriter {
  private var writer = ByteWriter()
  private let base: Int

  /// Starts a section whose first byte will have the file offset `base`.
  package init(base: Int) { self.base = base }

  /// File offset of the next byte.
  package var offset: Int { base + writer.count }
  /// All that was written so far.
  package var bytes: [UInt8] { writer.bytes }

  /// Appends one little-endian integer.
  package mutating func append<Integer: FixedWidthInteger>(_ value: Integer) { writer.append(value) }
  mutating func append(_ value: Float) { writer.append(value) }
  mutating func append(_ values: some Collection<UInt8>) { writer.append(contentsOf: values) }

  /// Appends `count` zero bytes.
  mutating func appendZeros(_ count: Int) { writer.append(contentsOf: repeatElement(0, count: count)) }

  /// Appends zero bytes until the file offset is a multiple of `alignment`.
  package mutating func align(to alignment: Int) {
    appendZeros(offset.roundedUp(toMultipleOf: alignment) - offset)
  }

  mutating func append(_ argument: KPULayerArgument) {
    for index in 0..<12 { append(argument.words[index]) }
  }

  /// Appends a file offset or a count, which both formats store in 32 bits.
  package mutating func append(position: Int) throws(KModelError) {
    guard let value = UInt32(exactly: position) else {
      throw KModelError(
        .notWritable(reason: "\(position) does not fit the format's 32-bit fields"), offset: nil,
        subject: "kmodel")
    }
    append(value)
  }
}
