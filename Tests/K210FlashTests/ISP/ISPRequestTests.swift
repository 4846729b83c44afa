import Bytes
import K210Flash
import TestSupport
import Testing

@Suite("ISP requests")
struct ISPRequestTests {
  @Test("random requests come back", arguments: 1...20) func roundTrip(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var request = ISPRequest(
      code: random.bytes(1)[0], first: UInt32(truncatingIfNeeded: random.next()),
      second: UInt32(truncatingIfNeeded: random.next()),
      data: random.bytes(Int.random(in: 0...300, using: &random)))
    #expect(try ISPRequest(body: request.body) == request)
    request.form = .fullWithChecksum(request.checksum ^ 0x100)
    #expect(try ISPRequest(body: request.body) == request)
    var decoder = SLIPDecoder()
    #expect(decoder.frames(in: request.wire).map { $0.body } == [request.body])
  }

  @Test("short bodies of 2 bytes or more are requests without arguments", arguments: 2...15)
  func shortForms(count: Int) throws {
    var body = [UInt8](repeating: 0, count: count)
    body[0] = 0xD2
    let request = try ISPRequest(body: body)
    #expect(request.form == .short(byteCount: count))
    #expect(request.body == body)
    #expect(throws: Never.self) { try request.check(as: .greeting) }
    #expect(throws: Never.self) { try request.check(as: .reboot) }
    #expect(throws: ISPError.self) { try request.check(as: .writeFlash) }
    #expect(throws: ISPError.self) { try request.check(as: .erase) }
  }

  @Test("bodies below 2 bytes and beyond the limit are none") func sizes() throws {
    func message(_ body: [UInt8]) -> String? {
      do throws(ISPError) {
        _ = try ISPRequest(body: body)
        return nil
      } catch {
        #expect(error.status == .badLength)
        return error.description
      }
    }
    #expect(message([]) == "empty frame: 0 bytes; must be at least 2")
    #expect(message([0xD4]) == "operation 0xD4: 1 bytes; must be at least 2")
    let full = [0xD4] + [UInt8](repeating: 0, count: 15 + 65_536)
    #expect(message(full) == nil)
    #expect(message(full + [0]) == "operation 0xD4: 65537 bytes of data; must be at most 65536")
  }

  @Test("a wrong checksum is refused where it is looked at") func checksums() throws {
    var request = ISPRequest.flashWrite([1, 2, 3], at: 0x1000)
    #expect(throws: Never.self) { try request.check(as: .writeFlash) }
    request.form = .fullWithChecksum(5)
    do throws(ISPError) {
      try request.check(as: .writeFlash)
      Issue.record("accepted")
    } catch {
      #expect(error.status == .badChecksum)
      #expect(error.kind == .checksum(found: 5, expected: request.checksum))
      #expect(error.description.hasPrefix("operation 0xD4: checksum 0x00000005; must be 0x"))
    }
    var chip = ISPRequest.initializeFlash(.spi3)
    chip.form = .fullWithChecksum(5)
    #expect(throws: Never.self) { try chip.check(as: .initializeFlash) }
    #expect(throws: ISPError.self) { try chip.check(as: .erase) }
  }

  @Test("a length that does not fit the data is refused as a wrong checksum is") func lengths() throws {
    var request = ISPRequest.memoryWrite([1, 2, 3], at: 0x8000_0000)
    request.second = 4
    do throws(ISPError) {
      try request.check(as: .romMemoryWrite)
      Issue.record("accepted")
    } catch {
      #expect(error.status == .badChecksum)
      #expect(
        error.description == "operation 0xC3: 3 bytes of data; must be 4 as its second word says")
    }
    // The second word of an erase is a length of flash.
    #expect(throws: Never.self) { try ISPRequest.erase(at: 0x3000, byteCount: 0x2000).check(as: .erase) }
  }

  @Test("every changed bit of a request is noticed") func bits() throws {
    let body = ISPRequest.flashWrite([0xC0, 0xDB, 7], at: 0x30_0000).body
    for bit in 64..<(8 * body.count) {
      var damaged = body
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      let request = try ISPRequest(body: damaged)
      #expect(throws: ISPError.self) { try request.check(as: .writeFlash) }
    }
  }
}
