import Bytes

/// Collects one section of a kmodel and knows at which file offset it stands.
struct FieldWriter {
  private var writer = ByteWriter()
  private let base: Int

  /// Starts a section whose first byte will have the file offset `base`.
  init(base: Int) { self.base = base }

  /// File offset of the next byte.
  var offset: Int { base + writer.count }
  /// All that was written so far.
  var bytes: [UInt8] { writer.bytes }

  mutating func append<Integer: FixedWidthInteger>(_ value: Integer) { writer.append(value) }
  mutating func append(_ value: Float) { writer.append(value) }
  mutating func append(_ values: some Collection<UInt8>) { writer.append(contentsOf: values) }

  /// Appends `count` zero bytes.
  mutating func appendZeros(_ count: Int) { writer.append(contentsOf: repeatElement(0, count: count)) }

  /// Appends zero bytes until the file offset is a multiple of `alignment`.
  mutating func align(to alignment: Int) {
    appendZeros(offset.roundedUp(toMultipleOf: alignment) - offset)
  }

  mutating func append(_ argument: KPULayerArgument) {
    for index in 0..<12 { append(argument.words[index]) }
  }

  /// Appends a file offset or a count, which both formats store in 32 bits.
  mutating func append(position: Int) throws(KModelError) {
    guard let value = UInt32(exactly: position) else {
      throw KModelError(
        .notWritable(reason: "\(position) does not fit the format's 32-bit fields"), offset: nil,
        subject: "kmodel")
    }
    append(value)
  }
}
