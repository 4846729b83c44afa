import Scripting
import TestSupport
import Testing

private let badCode = EngineFault(.valueError, "bad typecode")
private let tooSmall = EngineFault(.valueError, "buffer too small")

@Suite("StructFormat")
struct StructFormatTests {
  @Test(
    "byteCount_isTheDevicesCalcsize",
    arguments: [
      ("", 0, 0), ("b", 1, 1), ("bh", 4, 2), ("bi", 8, 2), ("bl", 16, 2), ("bq", 16, 2), ("<bl", 5, 2),
      (">bq", 9, 2),
      ("!bhilq", 19, 5), ("@b3h", 8, 4), ("3s", 3, 1), ("=3s", 3, 1), ("b0i", 1, 1), ("s", 1, 1),
      ("0s", 0, 1),
      ("bPb", 17, 3), ("<f2d", 20, 3), ("b3sh", 6, 3), ("\u{1}", 1, 1), ("<O", 8, 1), ("b\0x", 1, 1),
    ])
  func sizes(format: String, byteCount: Int, valueCount: Int) throws {
    let format = try StructFormat(format.utf8)
    #expect(format.byteCount == byteCount)
    #expect(format.valueCount == valueCount)
  }

  @Test("init_refusesUnknownCodes", arguments: ["x", "=i", "2", "<b ", "?", "<\u{1}", "b@", "c"])
  func refusals(format: String) {
    #expect(throws: badCode) { _ = try StructFormat(format.utf8) }
  }

  @Test(
    "init_hugeCountsAreMemoryFaults",
    arguments: ["99999999999999999999i", "281474976710656q", "281474976710656s9s"])
  func huge(format: String) {
    var fault: EngineFault?
    do { _ = try StructFormat(format.utf8) } catch { fault = error }
    #expect(fault?.exception == .memoryError)
  }

  @Test("value_readsEachKind")
  func reading() throws {
    let format = try StructFormat(">bBhIf2sd".utf8)
    let bytes: [UInt8] = [
      0xFF, 0xFF, 0x80, 0x01, 0xFF, 0, 0, 1, 0x3F, 0x80, 0, 0, 65, 66, 0xC0, 0, 0, 0, 0, 0, 0, 0,
    ]
    let values = try format.fields.map { field throws(EngineFault) in
      try format.value(0, of: field, in: bytes.span)
    }
    #expect(
      values == [
        .signed(-1), .unsigned(255), .signed(-32767), .unsigned(0xFF00_0001), .single(1), .bytes(12..<14),
        .double(-2),
      ])
  }

  @Test("fields_alignAddressesNotOffsets")
  func alignment() throws {
    let format = try StructFormat("bi".utf8)
    #expect(format.fields(from: 3).map(\.offset) == [3, 4])
    #expect(format.fields(from: 4).map(\.offset) == [4, 8])
    let bytes = [UInt8](repeating: 0, count: 9)
    // Eight bytes are there, but the second value would end behind them.
    let last = try #require(format.fields(from: 1 + 4).last)
    #expect(throws: tooSmall) { _ = try format.value(0, of: last, in: bytes.span) }
  }

  @Test("start_countsNegativeOffsetsFromTheEnd")
  func start() throws {
    let format = try StructFormat("<i".utf8)
    #expect(try format.start(at: -4, inBufferOf: 10) == 6)
    #expect(try format.start(at: 6, inBufferOf: 10) == 6)
    for offset in [-11, -3, 7, 11, Int.min, Int.max] {
      #expect(throws: tooSmall) { _ = try format.start(at: offset, inBufferOf: 10) }
    }
  }

  @Test("store_cutsOffAndFillsUp")
  func text() throws {
    let format = try StructFormat("3s2s".utf8)
    var bytes = [UInt8](repeating: 0xAA, count: 5)
    try format.store([1], of: format.fields[0], in: &bytes)
    try format.store([1, 2, 3], of: format.fields[1], in: &bytes)
    #expect(bytes == [1, 0, 0, 1, 2])
  }

  @Test("integers_comeBackCutToTheirSize", arguments: 1...10)
  func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for sign in ["@", "<", ">", "!"] {
      let codes = (0..<8).map { _ in "bhilqBHILQ".randomElement(using: &random) ?? "b" }
      let format = try StructFormat((sign + String(codes)).utf8)
      var bytes = [UInt8](repeating: 0, count: format.byteCount)
      for field in format.fields {
        let number = random.next()
        try format.store(number, at: 0, of: field, in: &bytes)
        let unused = UInt64(64 - 8 * field.size)
        let expected: StructValue =
          field.code >= 0x61
          ? .signed(Int64(bitPattern: number << unused) >> Int64(unused))
          : .unsigned((number << unused) >> unused)
        #expect(try format.value(0, of: field, in: bytes.span) == expected)
      }
    }
  }
}
