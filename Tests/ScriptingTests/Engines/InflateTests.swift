import Scripting
import TestSupport
import Testing

private func bytes(_ hexadecimal: String) throws -> [UInt8] {
  try BinaryText.bytes(hexadecimal: hexadecimal.utf8)
}

private struct EndOfSource: Error {}

/// Reads a stream to its end in pieces; the status at the end, the output, and what the source has left.
private func stream(
  _ data: [UInt8], windowBits: Int, piece: Int = 7
) throws -> (status: Inflate.Status, output: [UInt8], rest: ArraySlice<UInt8>)? {
  var index = 0
  let next = { () throws(EndOfSource) -> UInt8? in
    guard index < data.count else { throw EndOfSource() }
    index += 1
    return data[index - 1]
  }
  guard var inflate = try Inflate.open(windowBits: windowBits, next: next) else { return nil }
  var output: [UInt8] = []
  var status = Inflate.Status.more
  while status == .more { status = try inflate.read(piece, into: &output, next: next) }
  return (status, output, data[index...])
}

@Suite("Inflate")
struct InflateTests {
  /// "hello " 32 times and the bytes 0…39, by zlib 1.2 at level 9.
  static let raw =
    "cb48cdc9c957c818b224032313330b2b1b3b072717370f2f1fbf80a090b088a898b884a494b48cac9cbc82a292b28aaa9a3a00"
  static let zlib = "78da" + raw + "d897498d"
  static let gzip = "1f8b08080000000002ff6e616d652e74787400" + raw + "3bfa0266e8000000"
  static let text = Array(String(repeating: "hello ", count: 32).utf8) + (0..<40)

  /// 300 random letters in a block with codes of its own.
  static let dynamic =
    "1d8fdb1100210803ffa922ad8547a0ff0a2ede383a2a71171b28e180046fd0fdf6b7a8466141445680131c1716b19eb852b2ae071b98f5bd"
    + "5eb1e5244c7c4713d1c04ce6e152915b9c8d4d02c185431672984eb27730054aaadd33ed47fc7883e695218655ef2dca149d9e697074a7"
    + "9437d6ab3cc2f0b12bf8b2f620a6f5be04eb24f445a55e8b371deea9150e7ac930b4ec8b317fdff7b8d5bc0f"

  @Test("decompress_readsRawAndZlib")
  func whole() throws {
    #expect(try Inflate.decompress(bytes(Self.raw), windowBits: -15) == Self.text)
    #expect(try Inflate.decompress(bytes(Self.zlib)) == Self.text)
    #expect(try Inflate.decompress(bytes(Self.zlib), windowBits: 31) == Self.text)
    let letters = try Inflate.decompress(bytes(Self.dynamic), windowBits: -15)
    #expect(letters.count == 300 && BinaryText.checksum(letters) == 1_975_655_611)
  }

  @Test("decompress_faultsCarryUzlibsNumbers")
  func faults() throws {
    func number(_ data: [UInt8], _ windowBits: Int = 0) -> EngineFault.Argument? {
      do { _ = try Inflate.decompress(data, windowBits: windowBits) } catch { return error.argument }
      return nil
    }
    let good = try bytes(Self.zlib)
    #expect(number([]) == .number(-3) || number([]) == .number(-4))
    #expect(number(try bytes(Self.gzip), 31) == .number(-3))
    #expect(number(Array(good.dropLast(1))) == .number(-4))
    #expect(number(Array(good.prefix(20))) == .number(-3))
    #expect(number([0x07], -15) == .number(-3))
    #expect(number(good, -15) != nil)
  }

  @Test("decompress_storedBlockThatEndsEarlyIsFilledWithZeros")
  func stored() throws {
    #expect(try Inflate.decompress([1, 4, 0, 0xFB, 0xFF, 7], windowBits: -15) == [7, 0, 0, 0])
    #expect(try Inflate.decompress([1, 1, 0, 0xFE, 0xFF, 7, 9], windowBits: -15) == [7])
  }

  @Test("decompress_outputEndsAtTheLimit")
  func limit() throws {
    let data = try bytes(Self.raw)
    #expect(try Inflate.decompress(data, windowBits: -15, byteLimit: 232) == Self.text)
    #expect(throws: EngineFault(.memoryError, "memory allocation failed, allocating 232 bytes")) {
      _ = try Inflate.decompress(data, windowBits: -15, byteLimit: 231)
    }
  }

  @Test(
    "read_takesNoByteBehindTheStream", arguments: [(raw, -8), (gzip, 24), (zlib, 0)], [1, 6, 100, 232, 1000])
  func streams(form: (data: String, windowBits: Int), piece: Int) throws {
    let result = try stream(bytes(form.data) + [1, 2, 3], windowBits: form.windowBits, piece: piece)
    #expect(result?.status == .done)
    #expect(result?.output == Self.text)
    #expect(result?.rest == [1, 2, 3])
  }

  @Test("open_refusesWrongHeaders")
  func headers() throws {
    #expect(try stream(bytes(Self.gzip), windowBits: 0) == nil)
    #expect(try stream(bytes(Self.zlib), windowBits: 31) == nil)
    #expect(try stream(bytes(Self.raw), windowBits: -40) == nil)
    #expect(throws: EndOfSource.self) { _ = try stream([], windowBits: 0) }
    #expect(throws: EndOfSource.self) {
      _ = try stream([0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0, 65], windowBits: 31)
    }
  }

  @Test("read_copyFromBeyondTheWindowFails")
  func window() throws {
    #expect(try stream(bytes(Self.raw), windowBits: -2)?.status == .windowError)
  }

  @Test("read_wrongChecksumFails")
  func checksum() throws {
    var data = try bytes(Self.gzip)
    data[data.count - 6] ^= 1
    #expect(try stream(data, windowBits: 24)?.status == .checksumError)
  }

  @Test("damagedStreams_neverTrap", arguments: 1...30)
  func damaged(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for _ in 0..<40 {
      var data = try bytes(seed % 2 == 0 ? Self.dynamic : Self.raw)
      for _ in 0..<3 {
        data[Int.random(in: 0..<data.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let noise = random.bytes(60)
      for input in [data, noise] {
        _ = try? Inflate.decompress(input, windowBits: -15)
        _ = try? stream(input, windowBits: -5)
      }
    }
  }
}
