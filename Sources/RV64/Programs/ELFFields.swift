import Bytes

/// The fields of one header of an ELF file, one after the other.
struct ELFFields {
  /// What the header is, for messages.
  let subject: String
  private var reader: ByteReader

  init(_ bytes: ArraySlice<UInt8>, subject: String) {
    self.subject = subject
    reader = ByteReader(bytes)
  }

  /// The next field.
  mutating func read<Value: FixedWidthInteger>(
    _ type: Value.Type = Value.self
  ) throws(ProgramImageError) -> Value {
    do throws(OutOfBytes) {
      return try reader.readInteger(type)
    } catch {
      throw ProgramImageError(
        .truncated(needed: error.needed, available: error.available), offset: error.offset, subject: subject)
    }
  }

  /// Passes over fields that change nothing.
  mutating func skip(_ count: Int) throws(ProgramImageError) {
    for _ in 0..<count { _ = try read(UInt8.self) }
  }

  /// Reads a field that has to hold one value.
  mutating func expect<Value: FixedWidthInteger>(
    _ name: String, _ type: Value.Type, is expected: Value, meaning: String? = nil
  ) throws(ProgramImageError) {
    let offset = reader.offset - reader.bytes.startIndex
    let found = try read(type)
    guard found != expected else { return }
    throw invalid(name, found, "\(expected)" + (meaning.map { " (\($0))" } ?? ""), at: offset)
  }

  /// A field that holds what it may not; `offset` counts from the start of the header.
  func invalid(
    _ name: String, _ found: some FixedWidthInteger, _ expected: String, at offset: Int
  ) -> ProgramImageError {
    ProgramImageError(
      .invalidField(name: name, found: "\(found)", expected: expected),
      offset: reader.bytes.startIndex + offset, subject: subject)
  }
}
