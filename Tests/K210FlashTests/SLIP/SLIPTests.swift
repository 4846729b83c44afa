import K210Flash
import TestSupport
import Testing

@Suite("SLIP")
struct SLIPTests {
  private func bodies(_ wire: [UInt8], limit: Int = SLIPDecoder.stubLimit) -> [[UInt8]] {
    var decoder = SLIPDecoder(limit: limit)
    return decoder.frames(in: wire).map { $0.body }
  }

  /// Every event that the bytes cause.
  private func events(_ wire: [UInt8], _ decoder: SLIPDecoder = SLIPDecoder()) -> [SLIPDecoder.Event] {
    var decoder = decoder
    return wire.compactMap { decoder.take($0) }
  }

  @Test("marks and escapes inside a body are escaped") func encoding() {
    #expect(SLIP.encode([]) == hex("C0 C0"))
    #expect(SLIP.encode(hex("C0 DB 01 DC DD")) == hex("C0 DB DC DB DD 01 DC DD C0"))
  }

  @Test("random bodies come back, whatever lies between them", arguments: 1...30) func roundTrip(seed: UInt64)
  {
    var random = SplitMix64(seed: seed)
    var (wire, sent): ([UInt8], [[UInt8]]) = ([], [])
    for _ in 0..<8 {
      // Half of the bytes need care.
      let body = random.bytes(Int.random(in: 1...60, using: &random)).map { byte in
        byte & 1 == 0 ? [0xC0, 0xDB, 0xDC, 0xDD][Int(byte >> 6)] : byte
      }
      sent.append(body)
      wire += SLIP.encode(body)
      wire += random.bytes(Int.random(in: 0...5, using: &random)).filter { $0 != 0xC0 }
      if Bool.random(using: &random) { wire += hex("C0 C0") + SLIP.encode([7]); sent.append([7]) }
    }
    #expect(bodies(wire) == sent)
  }

  @Test("empty frames are ignored") func empty() {
    #expect(bodies(hex("C0 C0 C0 01 C0 C0 C0")) == [[1]])
    #expect(events(hex("C0 C0 C0")).isEmpty)
  }

  @Test("bytes outside of frames are noise") func noise() {
    let found = events(hex("41 DB C0 01 C0 42"))
    #expect(found == [.noise(0x41), .noise(0xDB), .frame(.init(body: [1])), .noise(0x42)])
  }

  @Test("after a lost mark the decoder is back in step within a frame") func lostMark() {
    let frames = SLIP.encode([1, 2]) + SLIP.encode([3]) + SLIP.encode([4])
    #expect(bodies(Array(frames.dropFirst())) == [[3], [4]])
    // The closing mark of the first is missing: its body runs up to the next mark, the second is noise.
    var lost = frames
    lost.remove(at: 3)
    #expect(bodies(lost) == [[1, 2], [4]])
  }

  @Test("a host that lets marks be shared loses no frame to a mark too many or too few") func sharedMarks() {
    let frame = SLIP.encode([0xC2, 0xE0])
    for noise: [UInt8] in [[0xC0], [0xC0, 0x11], [0x11, 0xC0], [0xC0, 0x11, 0xC0, 0x22]] {
      var decoder = SLIPDecoder(sharesMarks: true)
      #expect(
        decoder.frames(in: noise + frame + noise + frame).filter { $0.body == [0xC2, 0xE0] }.count == 2)
    }
    var decoder = SLIPDecoder(sharesMarks: true)
    // The closing mark of the first was lost: its body is longer then, the second one is whole.
    let bodies = decoder.frames(in: frame.dropLast() + [0x99] + frame).map(\.body)
    #expect(bodies == [[0xC2, 0xE0, 0x99], [0xC2, 0xE0]])
  }

  @Test("an unknown escape is taken as it is and counted") func unknownEscape() {
    #expect(
      events(hex("C0 DB 01 DB DB DB DC C0"))
        == [.frame(.init(body: hex("01 DB C0"), unknownEscapeCount: 2))])
    // A mark ends the frame even behind an escape.
    #expect(events(hex("C0 05 DB C0")) == [.frame(.init(body: [5]))])
    #expect(bodies(hex("C0 05 DB C0 C0 DC C0")) == [[5], [0xDC]])
  }

  @Test("a host drops what is too long and says how long it was", arguments: [4, 5, 6, 100])
  func overlongDropped(count: Int) {
    let body = [UInt8](repeating: 0xDB, count: count)
    let found = events(SLIP.encode(body) + SLIP.encode([1]), SLIPDecoder(limit: 4))
    #expect(
      found == [
        count <= 4 ? .frame(.init(body: body)) : .dropped(byteCount: count), .frame(.init(body: [1])),
      ])
  }

  @Test("the stub cuts what is too long and takes the rest as a frame") func overlongSplit() {
    let decoder = SLIPDecoder(limit: 4, overlong: .split)
    #expect(
      events(SLIP.encode([1, 2, 3, 4, 5]), decoder)
        == [.frame(.init(body: [1, 2, 3, 4], isCut: true)), .frame(.init(body: [5]))])
    #expect(events(SLIP.encode([1, 2, 3, 4]), decoder) == [.frame(.init(body: [1, 2, 3, 4]))])
    let long = events(SLIP.encode([UInt8](repeating: 9, count: 11)) + SLIP.encode([1]), decoder)
    #expect(
      long.map { event in if case .frame(let frame) = event { frame.body.count } else { 0 } } == [4, 4, 3, 1])
  }

  @Test("a limit below 1 counts as 1") func leastLimit() {
    #expect(bodies(SLIP.encode([1]), limit: 0) == [[1]])
    #expect(bodies(SLIP.encode([1, 2]), limit: -5).isEmpty)
  }

  @Test("random bytes never give a frame beyond the limit", arguments: 1...10) func random(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for policy in [SLIPDecoder.OverlongPolicy.drop, .split] {
      var decoder = SLIPDecoder(limit: 7, overlong: policy)
      let wire = random.bytes(3000).map { $0 < 0x20 ? 0xC0 : $0 < 0x40 ? 0xDB : $0 }
      for frame in decoder.frames(in: wire) {
        #expect((1...7).contains(frame.body.count))
        #expect(!frame.isCut || (policy == .split && frame.body.count == 7))
      }
    }
  }
}
