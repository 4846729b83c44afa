import Containers

/// A table of a TensorFlow Lite file; fields go by their number in the schema, absent ones read as their standard.
struct TFLiteTable {
  private let table: FlatTable

  /// The root of a file.
  ///
  /// - Throws: `ImportError` for a buffer that has none.
  init(rootOf buffer: FlatBuffer) throws(ImportError) {
    table = try Self.reading { () throws(FlatBufferError) in try buffer.root() }
  }

  private init(_ table: FlatTable) { self.table = table }

  /// A number of the given width, widened.
  func int<Stored: FixedWidthInteger>(_ field: Int, _ type: Stored.Type) throws(ImportError) -> Int {
    Int(clamping: try Self.reading { () throws(FlatBufferError) in try table.integer(field, type) })
  }

  /// A number of 32 bits; 0 stands for the standard, which files leave out.
  func int(_ field: Int, standard: Int = 0) throws(ImportError) -> Int {
    let number = try int(field, Int32.self)
    return number == 0 ? standard : number
  }

  /// A truth value.
  func flag(_ field: Int) throws(ImportError) -> Bool { try int(field, UInt8.self) != 0 }

  /// A number in single precision.
  func float(_ field: Int) throws(ImportError) -> Float {
    Float(
      bitPattern: try Self.reading { () throws(FlatBufferError) in try table.integer(field, UInt32.self) })
  }

  /// A text.
  func string(_ field: Int) throws(ImportError) -> String {
    try Self.reading { () throws(FlatBufferError) in try table.string(field) }
  }

  /// Numbers of 32 bits.
  func ints(_ field: Int) throws(ImportError) -> [Int] {
    try Self.reading { () throws(FlatBufferError) in try table.indices(field) }
  }

  /// Numbers of 64 bits.
  func longs(_ field: Int) throws(ImportError) -> [Int64] {
    try Self.reading { () throws(FlatBufferError) in try table.integers(field, Int64.self) }
  }

  /// Numbers in single precision.
  func floats(_ field: Int) throws(ImportError) -> [Float] {
    try Self.reading { () throws(FlatBufferError) in try table.floats(field) }
  }

  /// Where a vector of bytes lies in the file; nil when there is none.
  func byteRange(_ field: Int) throws(ImportError) -> Range<Int>? {
    try Self.reading { () throws(FlatBufferError) in try table.byteRange(field) }
  }

  /// A table; nil when there is none.
  func table(_ field: Int) throws(ImportError) -> TFLiteTable? {
    try Self.reading { () throws(FlatBufferError) in try table.table(field) }.map { TFLiteTable($0) }
  }

  /// A vector of tables.
  func tables(_ field: Int) throws(ImportError) -> [TFLiteTable] {
    try Self.reading { () throws(FlatBufferError) in try table.tables(field) }.map { TFLiteTable($0) }
  }

  private static func reading<Value>(
    _ body: () throws(FlatBufferError) -> Value
  ) throws(ImportError) -> Value {
    do throws(FlatBufferError) { return try body() } catch { throw ImportError(.container("\(error)")) }
  }
}
