import Bytes
import K210Flash
import Testing

/// What kflash 1.1.6 (the public tool, run against a simulated port) sent and wrote for a program of 20 bytes.
@Suite("Bytes of kflash 1.1.6")
struct KflashTests {
  private let program = (0..<20).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }

  @Test(
    "framed images are the same, dio and qio, plain and encrypted",
    arguments: [
      (
        false, true,
        "02140000000b30557a9fc4e90e33587da2c7ec11365b80a5ca"
          + "88da59b1cf88c9de565771b314f08c321bd60dd6c01ee869cc3f8dc947192228"
      ),
      (
        false, false,
        "00140000000b30557a9fc4e90e33587da2c7ec11365b80a5ca"
          + "8c75cad2d458ab6f6d4340e0b1487fad68695b45bfbcd58433087a9844e4ce0c"
      ),
      (
        true, true,
        "032000000026017e8ff83c5b3df993c68daff05f039d3668ce15e11c395ca933b773175e57"
          + "d2d409ed6202b6b70cc74a4b1635d655a8e44c83d65bc181334bfc36892c5b64"
      ),
      (
        true, false,
        "012000000026017e8ff83c5b3df993c68daff05f039d3668ce15e11c395ca933b773175e57"
          + "2705e69128719bc69e61b645485ae60c1c48568f9512a3e42b17ce41f8ce2275"
      ),
    ])
  func images(isEncrypted: Bool, isDualIO: Bool, expected: String) throws {
    let key = AES128(key: 0..<16)
    let image = try FirmwareImage(program: program, key: isEncrypted ? key : nil, isDualIO: isDualIO)
    #expect(image.encoded == hex(expected))
    let read = try FirmwareImage(hex(expected))
    #expect(read == image)
    #expect(try read.program(key: key).prefix(20) == program[...])
  }

  @Test("requests are the same on the wire") func requests() {
    #expect(ISPRequest.greeting(.maskROM).wire == hex("c0c2000000000000000000000000c0"))
    #expect(ISPRequest.greeting(.kflash).wire == hex("c0d2000000000000000000000000c0"))
    #expect(ISPRequest.boot(at: 0x8000_0000).wire == hex("c0c5000000fb6fc4d40000008000000000c0"))
    #expect(ISPRequest.initializeFlash(.spi3).wire == hex("c0d7000000f7df88a90100000000000000c0"))
    #expect(
      ISPRequest.baud(1_500_000, .kflash).wire == hex("c0d6000000b8e48573000000000400000060e31600c0"))
    #expect(
      ISPRequest.erase(at: 0x3000, byteCount: 0x2000).wire
        == hex("c0d8000000dbdd3c0cf50030000000200000c0"))
    #expect(ISPRequest.short(.status).wire == hex("c0d9000000000000000000000000c0"))
    #expect(ISPRequest.short(.reboot).wire == hex("c0d5000000000000000000000000c0"))
  }

  @Test("a flash write is read, and written, as it was") func flashWrite() throws {
    let wire = hex(
      "c0d4000000278f3b76000000003900000002140000000b30557a9fc4e90e33587da2c7ec11365b80a5ca"
        + "88da59b1cf88c9de565771b314f08c321bd60dd6dbdc1ee869cc3f8dc947192228c0")
    var decoder = SLIPDecoder(overlong: .split)
    let body = try #require(decoder.frames(in: wire).first?.body)
    let request = try ISPRequest(body: body)
    #expect(throws: Never.self) { try request.check(as: .writeFlash) }
    #expect(request.form == .full)
    #expect(request == .flashWrite(try FirmwareImage(program: program).encoded, at: 0))
    #expect(request.wire == wire)
  }
}
