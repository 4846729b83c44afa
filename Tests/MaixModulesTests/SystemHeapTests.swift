import K210Boards
import MaixModules
import Testing

@Suite("The system heap")
struct SystemHeapTests {
  @Test("full firmware leaves what its boot line says")
  func capacity() {
    let heap = SystemHeap(.full, gcHeapByteCount: GCHeap.defaultBytes.value)
    #expect(heap.capacity == 2_622_080)
    #expect(heap.freeByteCount == 2_622_080)
  }

  @Test("room given back is used again but does not count as free")
  func reuse() throws {
    let heap = SystemHeap(capacity: 1000)
    var first = heap.allocate(300)
    #expect(first?.byteCount == 300)
    let second = try #require(heap.allocate(300))
    let free = heap.freeByteCount
    #expect(free == 1000 - 2 * (16 + 304))
    first = nil
    #expect(heap.freeByteCount == free)
    #expect(heap.largestByteCount == free - 16)
    let third = try #require(heap.allocate(200))
    #expect(heap.freeByteCount == free)
    #expect(heap.allocate(free) == nil)
    #expect(second.byteCount + third.byteCount == 500)
  }
}
