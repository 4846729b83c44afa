import K210Flash
import TestSupport
import Testing

@Suite("Plans: properties")
struct PlanPropertyTests {
  /// Random files in the first few blocks.
  private func pieces(_ random: inout SplitMix64) -> [FlashPiece] {
    (0..<Int.random(in: 0...6, using: &random)).map { index in
      FlashPiece(
        name: "\(index)", address: UInt32.random(in: 0...0x4_0000, using: &random),
        file: [UInt8](repeating: 0x55, count: Int.random(in: 0...0x9000, using: &random)),
        isFramed: Bool.random(using: &random))
    }
  }

  private let stubs = [FlashStub.kiln, .kflash, .sipeed, .kendryte]

  @Test("regions hold every file, by address, in whole erase blocks", arguments: 1...25)
  func regions(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let pieces = pieces(&random)
    for stub in stubs {
      let map = FlashMap(pieces, stub: stub)
      #expect(map.regions.map { $0.bytes.lowerBound } == pieces.map { $0.address }.sorted())
      #expect(Set(map.regions.map { $0.name }) == Set(pieces.map { $0.name }))
      #expect(map.byteCount == pieces.reduce(0) { $0 + $1.byteCount })
      for region in map.regions where !region.bytes.isEmpty {
        #expect(region.erased.lowerBound <= region.bytes.lowerBound)
        #expect(region.erased.upperBound >= region.bytes.upperBound)
        #expect(region.erased.lowerBound % stub.eraseByteCount == 0)
        #expect(region.erased.upperBound % stub.eraseByteCount == 0)
        #expect(region.erased.count - region.bytes.count < 2 * stub.eraseByteCount)
        for neighbour in region.neighbours {
          #expect(!neighbour.isEmpty && neighbour.clamped(to: region.erased) == neighbour)
          #expect(!map.regions.contains { $0.bytes.overlaps(neighbour) })
        }
      }
    }
  }

  @Test("the order of the files does not change what is found", arguments: 1...25) func order(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var pieces = pieces(&random)
    // Files at one address keep the order in which they were given.
    guard Set(pieces.map { $0.address }).count == pieces.count else { return }
    let first = FlashMap(pieces)
    pieces.shuffle(using: &random)
    #expect(FlashMap(pieces) == first)
  }

  @Test("errors come before warnings, warnings before notes, and decide", arguments: 1...25)
  func severities(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let map = FlashMap(pieces(&random), chipByteCount: 0x4_2000, stub: .kendryte)
    let order: [FlashProblem.Severity: Int] = [.error: 0, .warning: 1, .note: 2]
    let ranks = map.problems.compactMap { order[$0.severity] }
    #expect(ranks == ranks.sorted())
    #expect(map.isRefused == ranks.contains(0))
    #expect(map.needsForce == ranks.contains(1))
  }

  @Test("a block is shared exactly when two files that do not overlap touch it", arguments: 1...40)
  func sharedBlocks(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let block = 64 << 10
    // Files in order without overlaps, some next to each other.
    var (pieces, next): ([FlashPiece], Int) = ([], 0)
    for index in 0..<5 {
      next += Int.random(in: 0...(block + 5000), using: &random)
      let count = Int.random(in: 1...5000, using: &random)
      pieces.append(
        FlashPiece(
          name: "\(index)", address: UInt32(next), file: [UInt8](repeating: 1, count: count), isFramed: false)
      )
      next += count
    }
    let expected = zip(pieces, pieces.dropFirst()).filter { first, second in
      (first.address + first.byteCount - 1) / block == second.address / block
    }.map { $0.1.name }
    func shared(_ stub: FlashStub) -> [String] {
      FlashMap(pieces, stub: stub).problems.compactMap { problem in
        if case .sharedBlock = problem.kind { problem.name } else { nil }
      }
    }
    #expect(shared(.kendryte) == expected)
    #expect(shared(.kflash).isEmpty)
  }

  @Test("more bytes never take less time, a faster line never more", arguments: 1...20) func times(
    seed: UInt64
  ) {
    var random = SplitMix64(seed: seed)
    let count = Int.random(in: 0...200_000, using: &random)
    func time(_ count: Int, _ baud: Int, _ stub: FlashStub) -> Double {
      let piece = FlashPiece(
        name: "a", address: 0x1000, file: [UInt8](repeating: 0, count: count), isFramed: false)
      return WriteTime(FlashMap([piece], stub: stub), baud: baud).total
    }
    for stub in stubs {
      #expect(time(count, 115_200, stub) <= time(count + 5000, 115_200, stub))
      #expect(time(count, 1_500_000, stub) <= time(count, 115_200, stub))
      #expect(time(count, 115_200, stub) > 1)
    }
  }
}
