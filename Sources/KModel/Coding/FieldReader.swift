import Bytes

/// A cursor over one section of a kmodel whose errors say what was being read, in which layer and where.
struct FieldReader {
  private var bytes: ByteReader
  /// What is being read, in the format's terms: `header`, `layer 7 (k210 conv)`.
  let subject: String
  /// Index of the layer or node being read, nil outside layers.
  let layer: Int?

  /// Starts at the first byte of `bytes`, whose indices are file offsets.
  init(_ bytes: ArraySlice<UInt8>, subject: String, layer: Int? = nil) {
    self.bytes = ByteReader(bytes)
    self.subject = subject
    self.layer = layer
  }

  /// File offset of the next byte.
  var offset: Int { bytes.offset }
  /// Bytes left in the section.
  var remaining: Int { bytes.remaining }

  func failure(_ kind: KModelError.Kind, at offset: Int) -> KModelError {
    KModelError(kind, offset: offset, layer: layer, subject: subject)
  }

  private func failure(_ error: OutOfBytes) -> KModelError {
    failure(.truncated(needed: error.needed, available: error.available), at: error.offset)
  }

  mutating func integer<Integer: FixedWidthInteger>(
    _ type: Integer.Type = Integer.self
  ) throws(KModelError) -> Integer {
    do { return try bytes.readInteger() } catch { throw failure(error) }
  }

  mutating func float() throws(KModelError) -> Float {
    do { return try bytes.readFloat() } catch { throw failure(error) }
  }

  /// Takes `count` bytes without copying them; `nil` stands for a size that does not fit an `Int`.
  mutating func block(_ count: Int?, _ name: String) throws(KModelError) -> ArraySlice<UInt8> {
    guard let count else {
      throw failure(
        .invalidField(
          name: "size of \(name)", found: "negative or beyond 64 bits", expected: "a size in bytes"),
        at: offset)
    }
    do { return try bytes.read(count) } catch { throw failure(error) }
  }

  /// Takes everything that is left.
  mutating func rest() throws(KModelError) -> ArraySlice<UInt8> { try block(remaining, "rest") }

  /// A number of records of `size` bytes each that must still fit in the section, so that no reader
  /// allocates for a count that the file cannot hold.
  mutating func recordCount(_ name: String, size: Int) throws(KModelError) -> Int {
    let start = offset
    let count = Int(try integer(UInt32.self))
    try check(count: count, name, size: size, at: start)
    return count
  }

  /// Throws unless `count` records of `size` bytes fit in what is left.
  func check(count: Int, _ name: String, size: Int, at start: Int) throws(KModelError) {
    guard count <= remaining / size else {
      throw failure(
        .invalidField(
          name: name, found: String(count),
          expected: "at most \(remaining / size) in the \(remaining) bytes left"),
        at: start)
    }
  }

  /// A word that stands for a case; cases are numbered from 0 without gaps.
  mutating func code<Value: RawRepresentable & CaseIterable>(
    _ name: String, as type: Value.Type = Value.self
  ) throws(KModelError) -> Value where Value.RawValue == UInt32 {
    let start = offset
    let raw = try integer(UInt32.self)
    guard let value = Value(rawValue: raw) else {
      throw failure(
        .invalidField(name: name, found: String(raw), expected: "0…\(Value.allCases.count - 1)"), at: start)
    }
    return value
  }
}

extension FieldReader {
  /// The twelve words of a KPU layer.
  mutating func layerArgument() throws(KModelError) -> KPULayerArgument {
    var argument = KPULayerArgument()
    for index in 0..<12 { argument.words[index] = try integer() }
    return argument
  }

  /// Bytes of the weights that an argument at file offset `start` asks for.
  ///
  /// - Throws: when the kernel type is undefined, since nothing then says how many weights there are.
  func weightsByteCount(
    _ argument: KPULayerArgument, bytesPerWeight: Int, argumentOffset start: Int
  ) throws(KModelError) -> Int {
    guard let count = argument.weightCount else {
      throw failure(
        .invalidField(
          name: "kernel_type", found: String(argument.kernelTypeCode), expected: "0 (1x1) or 1 (3x3)"),
        at: start + KPULayerArgument.kernelWordOffset)
    }
    return count * bytesPerWeight
  }
}
