import Flasher
import Testing

struct FlashImageTests {
  private func image(_ segments: [(Int, [UInt8])]) -> FlashImage {
    FlashImage(segments: segments.map { FlashSegment(address: $0.0, bytes: $0.1) })
  }

  @Test func `where files overlap the later one wins, and every byte counts once`() {
    let inside = image([(0, [1, 1, 1, 1, 1]), (1, [2, 2])])
    #expect(inside.segments.map(\.address) == [0, 1, 3])
    #expect(inside.contents(ofSector: 0, over: nil).prefix(6) == [1, 2, 2, 1, 1, 0xFF])
    #expect(inside.byteCount == 5)
    #expect(
      image([(2, [1, 1, 1]), (0, [2, 2, 2, 2])]).contents(ofSector: 0, over: nil).prefix(5) == [
        2, 2, 2, 2, 1,
      ])
    #expect(image([(4, [1]), (4, [2])]).segments == [FlashSegment(address: 4, bytes: [2])])
    // Two halves at one place are half a sector, not a whole one.
    let half = [UInt8](repeating: 7, count: 2048)
    #expect(!image([(0, half), (0, half)]).coversAll(ofSector: 0))
    #expect(image([(0, half), (2048, half)]).coversAll(ofSector: 0))
  }

  @Test func `sectors are named once, in order`() {
    #expect(image([(4095, [1, 1]), (8191, [1]), (20_000, [1])]).sectors == [0, 1, 4])
    #expect(image([(0, [UInt8](repeating: 1, count: 8192)), (100, [2])]).sectors == [0, 1])
    #expect(image([]).sectors.isEmpty && image([(9, [])]).segments.isEmpty)
  }
}
