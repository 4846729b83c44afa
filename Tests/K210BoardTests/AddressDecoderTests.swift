import K210Board
import Testing

@Suite("Addresses on the bus")
struct AddressDecoderTests {
  @Test("The decoder finds what the map says, at the borders of blocks and of the table's pages")
  func borders() {
    let decoder = AddressDecoder()
    var addresses: Set<UInt32> = [0, .max, 0x7FFF_FFFF, 0x8000_0000]
    for block in BusBlock.allCases {
      for border in [block.range.lowerBound, block.range.upperBound] {
        for distance: UInt32 in [0, 1, 0x1000, 0xFFFF, 0x1_0000] {
          addresses.formUnion([border &+ distance, border &- distance])
        }
      }
    }
    for address in addresses {
      let place = decoder.place(at: address)
      #expect(place?.block == BusBlock.block(at: address))
      if let place { #expect(place.block.base + UInt32(place.offset) == address) }
    }
  }

  @Test("Blocks do not overlap, else the order would count")
  func disjoint() {
    let sorted = BusBlock.allCases.sorted { $0.base < $1.base }
    for (block, next) in zip(sorted, sorted.dropFirst()) {
      #expect(block.range.upperBound <= next.base, "\(block) \(next)")
    }
  }
}
