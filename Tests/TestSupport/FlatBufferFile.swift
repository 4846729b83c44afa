/// Writes FlatBuffers field by field, also ones that no compiler would write: several offsets to one place.
public struct FlatBufferFile {
  /// A field of a table, by what it holds; its number is its place in the list.
  public indirect enum Field: Sendable {
    case absent
    /// An integer in the table itself: its low bytes, 1, 2, 4 or 8 of them.
    case integer(Int64, byteCount: Int)
    case text(String)
    case bytes([UInt8])
    case words([Int32])
    case floats([Float])
    case table([Field])
    /// A vector of tables, each a `table` or a `shared` one.
    case tables([Field])
    /// What all fields of the same key lead to.
    case shared(Int, Field)

    /// An integer of 32 bits.
    public static func word(_ value: Int) -> Field { .integer(Int64(value), byteCount: 4) }
  }

  private var bytes: [UInt8] = []
  /// Offsets to be written, and what they lead to; what is shared comes last, because offsets lead forward.
  private var pending: [(place: Int, field: Field)] = []
  private var shared: [Int: Field] = [:]
  private var sharedPlaces: [(place: Int, key: Int)] = []

  /// A buffer with the given root table and identifier.
  public static func bytes(root: [Field], identifier: String = "RKNN") -> [UInt8] {
    var file = FlatBufferFile()
    file.append(0, byteCount: 4)
    file.bytes += Array(identifier.utf8)
    file.lead(from: 0, to: .table(root))
    file.writePending()
    return file.bytes
  }

  private mutating func writePending() {
    var next = 0
    while true {
      while next < pending.count {
        let (place, field) = pending[next]
        next += 1
        let target = write(field)
        set(place, to: target - place)
      }
      guard let key = shared.keys.min(), let field = shared.removeValue(forKey: key) else { return }
      let target = write(field)
      for (place, owner) in sharedPlaces where owner == key { set(place, to: target - place) }
      sharedPlaces.removeAll { $0.key == key }
    }
  }

  private mutating func lead(from place: Int, to field: Field) {
    if case .shared(let key, let field) = field {
      if shared[key] == nil { shared[key] = field }
      sharedPlaces.append((place, key))
    } else {
      pending.append((place, field))
    }
  }

  /// Writes what a field leads to and says where it begins.
  private mutating func write(_ field: Field) -> Int {
    pad(to: 4)
    let start = bytes.count
    switch field {
    case .absent, .integer: break
    case .text(let text): write(vector: Array(text.utf8) + [0], count: text.utf8.count)
    case .bytes(let contents): write(vector: contents, count: contents.count)
    case .words(let words):
      append(Int64(words.count), byteCount: 4)
      for word in words { append(Int64(word), byteCount: 4) }
    case .floats(let floats):
      append(Int64(floats.count), byteCount: 4)
      for float in floats { append(Int64(float.bitPattern), byteCount: 4) }
    case .table(let fields): return write(table: fields)
    case .tables(let tables):
      append(Int64(tables.count), byteCount: 4)
      for table in tables {
        lead(from: bytes.count, to: table)
        append(0, byteCount: 4)
      }
    case .shared(_, let field): return write(field)
    }
    return start
  }

  private mutating func write(vector: [UInt8], count: Int) {
    append(Int64(count), byteCount: 4)
    bytes += vector
  }

  /// A vtable, then the table, whose fields take eight bytes each.
  private mutating func write(table fields: [Field]) -> Int {
    let vtable = bytes.count
    append(Int64(4 + 2 * fields.count), byteCount: 2)
    append(Int64(8 + 8 * fields.count), byteCount: 2)
    for (index, field) in fields.enumerated() {
      if case .absent = field { append(0, byteCount: 2) } else { append(Int64(8 + 8 * index), byteCount: 2) }
    }
    pad(to: 8)
    let start = bytes.count
    append(Int64(start - vtable), byteCount: 8)
    for field in fields {
      switch field {
      case .absent: append(0, byteCount: 8)
      case .integer(let value, let byteCount):
        append(value, byteCount: byteCount)
        pad(to: 8)
      default:
        lead(from: bytes.count, to: field)
        append(0, byteCount: 8)
      }
    }
    return start
  }

  private mutating func append(_ value: Int64, byteCount: Int) {
    for index in 0..<byteCount { bytes.append(UInt8(truncatingIfNeeded: value >> Int64(8 * index))) }
  }

  private mutating func set(_ place: Int, to value: Int) {
    for index in 0..<4 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  private mutating func pad(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}
