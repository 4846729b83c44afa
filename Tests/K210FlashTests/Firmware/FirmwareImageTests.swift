import Bytes
import K210Flash
import TestSupport
import Testing

@Suite("Firmware images")
struct FirmwareImageTests {
  private let program: [UInt8] = Array(0..<100)

  private func refusal(_ bytes: [UInt8]) -> FirmwareError? {
    do throws(FirmwareError) {
      _ = try FirmwareImage(bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("random programs come back, encrypted or not", arguments: 1...20) func roundTrip(seed: UInt64) throws
  {
    var random = SplitMix64(seed: seed)
    let program = random.bytes(Int.random(in: 1...500, using: &random))
    let key = Bool.random(using: &random) ? AES128(key: random.bytes(16)) : nil
    let image = try FirmwareImage(program: program, key: key, isDualIO: Bool.random(using: &random))
    #expect(image.encoded.count == image.byteCount)
    // What follows in flash does not matter.
    let read = try FirmwareImage(image.encoded + random.bytes(10))
    #expect(read == image)
    let found = try read.program(key: key)
    #expect(found.starts(with: program))
    #expect(found.dropFirst(program.count).allSatisfy { $0 == 0 })
    #expect(found.count == (key == nil ? program.count : program.count.roundedUp(toMultipleOf: 16)))
    #expect(FirmwareImage.recognizes(image.encoded))
    #expect(FirmwareImage.hasFrame(image.encoded))
  }

  @Test("a slice that begins elsewhere is the same image") func slice() throws {
    let image = try FirmwareImage(program: program)
    #expect(try FirmwareImage(([9, 9, 9] + image.encoded).dropFirst(3)) == image)
  }

  @Test("programs that cannot be") func unfit() {
    #expect(throws: FirmwareError.empty) { try FirmwareImage(program: []) }
    let large = [UInt8](repeating: 1, count: FirmwareImage.payloadLimit + 1)
    #expect(throws: FirmwareError.tooLong(byteCount: large.count)) { try FirmwareImage(program: large) }
    #expect(throws: Never.self) { try FirmwareImage(program: Array(large.dropLast())) }
  }

  @Test("an image cut anywhere is no image") func cuts() throws {
    let bytes = try FirmwareImage(program: program).encoded
    for count in 0..<bytes.count {
      let expected = FirmwareError.truncated(needed: count < 5 ? 5 : bytes.count, available: count)
      #expect(refusal(Array(bytes.prefix(count))) == expected)
    }
  }

  @Test("every changed bit is noticed") func bits() throws {
    let bytes = try FirmwareImage(program: program).encoded
    for bit in 0..<(8 * bytes.count) {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!FirmwareImage.recognizes(damaged))
    }
  }

  @Test("errors say found and expected") func errors() throws {
    var bytes = try FirmwareImage(program: program).encoded
    bytes[50] ^= 1
    #expect(refusal(bytes)?.description.hasPrefix("firmware image: SHA-256 is ") == true)
    #expect(FirmwareImage.hasFrame(bytes))
    #expect(!FirmwareImage.hasFrame(bytes + [0]))
    bytes[0] = 4
    #expect(refusal(bytes)?.description == "firmware image: flags 04; must be 00 to 03")
    #expect(!FirmwareImage.hasFrame(bytes))
    #expect(refusal([0, 0, 0, 0, 0] + bytes) == .empty)
    #expect(refusal([0, 1, 0, 96, 0] + bytes) == .tooLong(byteCount: 6 << 20 | 1))
    #expect(refusal([0, 0, 0, 0, 255] + bytes) == .tooLong(byteCount: 255 << 24))
  }

  @Test("an encrypted payload has whole blocks, and needs its key") func encrypted() throws {
    let key = try #require(AES128(key: program.prefix(16)))
    let image = try FirmwareImage(program: program, key: key)
    #expect(image.payload.count == 112)
    #expect(throws: FirmwareError.keyNeeded) { try image.program() }
    let wrong = try image.program(key: AES128(key: program.suffix(16)))
    #expect(wrong.count == 112 && !wrong.starts(with: program))
    let partial: [UInt8] = [1, 2, 0, 0, 0, 7, 7]
    #expect(refusal(partial + SHA256.digest(of: partial)) == .partialBlock(byteCount: 2))
    #expect(try FirmwareImage(program: program).program(key: key) == program)
  }
}
