import K210Flash
import TestSupport
import Testing

@Suite("Plans")
struct FlashMapTests {
  private func piece(
    _ name: String, at address: UInt32, _ count: Int, framed: Bool = false, reversed: Bool = false
  ) -> FlashPiece {
    FlashPiece(
      name: name, address: address, file: [UInt8](repeating: 0x55, count: count), isFramed: framed,
      isReversed: reversed)
  }

  private func kinds(_ pieces: FlashPiece..., stub: FlashStub = .kflash, chip: Int = 16 << 20)
    -> [FlashProblem.Kind]
  {
    FlashMap(pieces, chipByteCount: chip, stub: stub).problems.map { $0.kind }
  }

  private let firmware = FlashPiece(name: "fw", address: 0, file: [1, 2, 3, 4], isFramed: true)

  @Test("a firmware, a model and nothing wrong") func clean() {
    let map = FlashMap([piece("model", at: 0x30_0000, 100_000), piece("fw", at: 0, 1_000_000, framed: true)])
    #expect(map.problems.isEmpty)
    #expect(!map.isRefused && !map.needsForce)
    #expect(map.regions.map { $0.name } == ["fw", "model"])
    #expect(map.regions.map { $0.bytes } == [0..<1_000_037, 0x30_0000..<(0x30_0000 + 100_000)])
    #expect(map.regions.map { $0.erased } == [0..<0x10_0000, 0x30_0000..<0x32_0000])
    #expect(map.byteCount == 1_100_037)
  }

  @Test("erased ranges are whole blocks around the bytes") func erasedRanges() {
    for stub in [FlashStub.kflash, .sipeed, .kendryte] {
      let block = stub.eraseByteCount
      #expect(stub.erasedRange(of: 0..<1) == 0..<block)
      #expect(stub.erasedRange(of: 0..<block) == 0..<block)
      #expect(stub.erasedRange(of: 0..<(block + 1)) == 0..<(2 * block))
      #expect(stub.erasedRange(of: (block - 1)..<(block + 1)) == 0..<(2 * block))
      #expect(stub.erasedRange(of: 5..<5) == 5..<5)
    }
  }

  @Test("overlapping bytes are an error, touching ones are not") func overlaps() {
    let long = piece("long", at: 0x1000, 0x5000)
    #expect(
      kinds(firmware, long, piece("in", at: 0x2000, 0x1000), piece("late", at: 0x5000, 0x2000)) == [
        .overlap(with: "long", from: 0x2000, to: 0x3000), .overlap(with: "long", from: 0x5000, to: 0x6000),
      ])
    #expect(kinds(firmware, long, piece("next", at: 0x6000, 1)).isEmpty)
    // The frame counts: 4,060 bytes and 37 reach one byte into the next sector.
    #expect(
      kinds(piece("fw", at: 0, 4060, framed: true), piece("next", at: 0x1000, 1))
        == [.overlap(with: "fw", from: 0x1000, to: 0x1001)])
    #expect(kinds(piece("fw", at: 0, 4059, framed: true), piece("next", at: 0x1000, 1)).isEmpty)
    // Three files at one place.
    #expect(kinds(firmware, long, long, long).count == 2)
  }

  @Test("random plans: an overlap is found exactly when two files share a byte", arguments: 1...40)
  func randomOverlaps(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let pieces = (0..<5).map { index in
      piece("\(index)", at: UInt32.random(in: 0...60, using: &random), Int.random(in: 1...12, using: &random))
    }
    let ranges = pieces.map { $0.address..<($0.address + $0.byteCount) }
    let shares = ranges.indices.contains { first in
      ranges.indices.contains { first < $0 && ranges[first].overlaps(ranges[$0]) }
    }
    let found = FlashMap(pieces).problems.contains {
      if case .overlap = $0.kind { true } else { false }
    }
    #expect(found == shares)
  }

  @Test("the end of the chip") func chip() {
    #expect(kinds(firmware, piece("end", at: 0xFF_F000, 0x1000)) == [.insideFileSystem])
    #expect(
      kinds(firmware, piece("end", at: 0xFF_F000, 0x1001))
        == [.beyondChip(end: 0x100_0001, chip: 0x100_0000), .insideFileSystem])
    #expect(
      kinds(firmware, piece("far", at: 0xFFFF_F000, 9), chip: 4 << 20)
        == [.beyondChip(end: 0xFFFF_F009, chip: 4 << 20)])
  }

  @Test("contents that cannot be flashed") func contents() {
    #expect(kinds(firmware, piece("none", at: 0x1000, 0)) == [.empty])
    let elf = FlashPiece(name: "elf", address: 0, file: Array("\u{7F}ELF and more".utf8), isFramed: true)
    #expect(kinds(elf) == [.elf])
    #expect(
      kinds(firmware, piece("odd", at: 0x1000, 7, reversed: true)) == [.partialWord(byteCount: 7)])
    #expect(
      kinds(piece("big", at: 0, 6 << 20 | 1, framed: true))
        == [.firmwareTooLarge(byteCount: 6 << 20 | 1), .coversModels])
    let map = FlashMap([firmware, piece("m", at: 0x1000, 1)]) {
      $0.name == "m" ? .broken("broken somewhere") : nil
    }
    #expect(!map.isRefused && map.needsForce)
    #expect(map.problems.map { $0.severity } == [.error])
    #expect(map.problems.map { $0.description } == ["'m' at 0x00001000: broken somewhere"])
  }

  @Test("frames where they do not belong, and missing ones") func frames() throws {
    let framed = try FirmwareImage(program: [1, 2, 3]).encoded
    func piece(_ address: UInt32, _ file: [UInt8], framed: Bool) -> FlashPiece {
      FlashPiece(name: "f", address: address, file: file, isFramed: framed)
    }
    #expect(kinds(piece(0, framed, framed: true)) == [.framedTwice])
    #expect(kinds(piece(0, framed, framed: false)).isEmpty)
    #expect(kinds(piece(0, [9, 9], framed: false)) == [.unframedAtZero(looksLikeProgram: false)])
    let program: [UInt8] = [0x73, 0x10, 0x30, 0x30, 0, 0, 0, 0]
    #expect(kinds(piece(0, program, framed: false)) == [.unframedAtZero(looksLikeProgram: true)])
    #expect(kinds(piece(0x1_0000, [1], framed: true)) == [.framedElsewhere])
    #expect(kinds(firmware, piece(0x1_0000, [1], framed: true)) == [.kbootApplication])
    #expect(kinds(firmware, piece(0x1000, [1], framed: true)) == [.framedElsewhere])
    #expect(kinds(self.piece("r", at: 0, 8, framed: true, reversed: true)) == [.reversedFirmware])
  }

  @Test("layouts that MaixPy expects") func layouts() {
    let limit = 0x30_0000 - 37
    #expect(kinds(piece("fw", at: 0, limit, framed: true)).isEmpty)
    #expect(kinds(piece("fw", at: 0, limit + 1, framed: true)) == [.coversModels])
    #expect(kinds(firmware, piece("m", at: 0xCF_F000, 0x1000)).isEmpty)
    #expect(kinds(firmware, piece("m", at: 0xCF_F000, 0x1001)) == [.coversFileSystem])
    #expect(kinds(firmware, piece("fs", at: 0xD0_0000, 1)) == [.insideFileSystem])
    #expect(kinds(firmware, piece("m", at: 0x1001, 1)) == [.misaligned])
    // A whole chip, as a backup gives it.
    #expect(
      kinds(piece("backup", at: 0, 16 << 20)) == [.unframedAtZero(looksLikeProgram: false)])
    #expect(kinds(piece("most", at: 0, (16 << 20) - 1)).contains(.coversFileSystem))
  }

  @Test("neighbours in a block, by stub") func neighbours() {
    let pieces = [
      firmware, piece("a", at: 0x1000, 0x1000), piece("b", at: 0x2000, 1), piece("c", at: 0x1_0000, 1),
    ]
    func blocks(_ stub: FlashStub) -> [FlashProblem.Kind] {
      FlashMap(pieces, stub: stub).problems.map { $0.kind }
    }
    #expect(blocks(.kflash).isEmpty)
    #expect(blocks(.sipeed).isEmpty)
    #expect(
      blocks(.kendryte) == [.sharedBlock(with: "fw", block: 0), .sharedBlock(with: "a", block: 0)])
    #expect(
      kinds(firmware, piece("near", at: 0x800, 1), stub: .sipeed)
        == [.misaligned, .sharedBlock(with: "fw", block: 0)])
  }

  @Test("every problem has words, the worst come first") func words() {
    let kinds: [FlashProblem.Kind] = [
      .overlap(with: "b", from: 1, to: 2), .beyondChip(end: 2, chip: 1), .empty, .elf,
      .firmwareTooLarge(byteCount: 9), .partialWord(byteCount: 1), .broken("x"), .foreignModelVersion(5),
      .noModelAtSlot(contents: "text"), .framedTwice,
      .unframedAtZero(looksLikeProgram: true), .unframedAtZero(looksLikeProgram: false), .framedElsewhere,
      .kbootApplication, .reversedFirmware, .misaligned, .modelOffSector(hexadecimal: 0x30_0000),
      .coversModels, .coversFileSystem, .insideFileSystem,
      .sharedBlock(with: "b", block: 0),
    ]
    let texts = kinds.map { FlashProblem(kind: $0, name: "a", address: 0x1000).description }
    #expect(texts.allSatisfy { $0.hasPrefix("'a' at 0x00001000: ") && !$0.hasSuffix(".") })
    #expect(Set(texts).count == kinds.count)
    let map = FlashMap([piece("x", at: 0xD0_0001, 1), piece("y", at: 0x1000, 0)])
    #expect(map.problems.map { $0.severity } == [.error, .warning, .note])
  }

  @Test("a model where no sector begins, as of an address without its 0x") func decimalAddresses() {
    func problems(_ content: FlashContent?, at address: UInt32, _ stub: FlashStub = .kiln) -> [FlashProblem] {
      FlashMap([firmware, piece("m", at: address, 8)], stub: stub) { $0.name == "m" ? content : nil }.problems
    }
    for (address, meant) in [(300_000, 0x30_0000), (500_000, 0x50_0000)] as [(UInt32, Int)] {
      let found = problems(.model, at: address)
      #expect(found.map(\.kind) == [.modelOffSector(hexadecimal: meant)])
      #expect(found.first?.severity == .warning)
      #expect(
        found.first?.description.hasSuffix("\(address) is decimal: is 0x\(address) meant?") == true)
      #expect(problems(.model, at: address, .kflash) == found)
      #expect(problems(.other("text"), at: address).isEmpty && problems(nil, at: address).isEmpty)
    }
    // No sector begins there either, or the chip has ended.
    for address: UInt32 in [0x30_0001, 300_001, 3_000_000] {
      #expect(problems(.model, at: address).map(\.kind) == [.modelOffSector(hexadecimal: nil)])
    }
    #expect(
      problems(.modelOfVersion(5), at: 300_000).map(\.kind)
        == [.modelOffSector(hexadecimal: 0x30_0000), .foreignModelVersion(5)])
  }

  @Test("models: unknown versions and what is no model where scripts look for one") func models() {
    func kinds(_ content: FlashContent?, at address: UInt32) -> [FlashProblem.Kind] {
      FlashMap([firmware, piece("m", at: address, 8)]) { $0.name == "m" ? content : nil }.problems.map(\.kind)
    }
    for slot: UInt32 in [0x30_0000, 0x50_0000, 0x5C_0000] {
      #expect(kinds(.other("text"), at: slot) == [.noModelAtSlot(contents: "text")])
      #expect(kinds(.model, at: slot).isEmpty)
      #expect(kinds(nil, at: slot).isEmpty)
      #expect(kinds(.modelOfVersion(5), at: slot) == [.foreignModelVersion(5)])
    }
    // A font may lie there.
    #expect(kinds(.other("data"), at: 0xA0_0000).isEmpty)
    #expect(kinds(.modelOfVersion(5), at: 0x10_0000) == [.foreignModelVersion(5)])
    let map = FlashMap([firmware, piece("m", at: 0x30_0000, 8)]) {
      $0.name == "m" ? .modelOfVersion(5) : nil
    }
    #expect(map.needsForce && !map.isRefused)
    #expect(
      map.problems.map(\.description) == [
        "'m' at 0x00300000: kmodel version 5; MaixPy loads version 3, its builds with kmodel v4 versions 3 and 4"
      ])
  }

  @Test("a model under a firmware of 3.2 MB: both are named") func modelUnderFirmware() {
    let map = FlashMap([
      piece("maixpy.bin", at: 0, 3_200_000, framed: true), piece("face.kmodel", at: 0x30_0000, 400_000),
    ])
    #expect(map.isRefused)
    #expect(
      map.problems.map(\.description) == [
        "'face.kmodel' at 0x00300000: overlaps 'maixpy.bin' from 0x00300000 to 0x0030D425",
        "'maixpy.bin' at 0x00000000: the firmware reaches beyond 0x00300000, where MaixPy scripts expect models",
      ])
  }

  @Test("Kiln's stub takes files anywhere in a sector") func anyAddress() {
    #expect(kinds(firmware, piece("m", at: 0x1001, 1), stub: .kiln).isEmpty)
  }

  @Test("neighbours are what lies in the erased blocks beside all files") func besides() {
    func besides(_ pieces: FlashPiece..., stub: FlashStub = .kiln) -> [[Range<Int>]] {
      FlashMap(pieces, stub: stub).regions.map(\.neighbours)
    }
    #expect(besides(piece("a", at: 0x1000, 0x1000)) == [[]])
    #expect(besides(piece("a", at: 0x1010, 0x10)) == [[0x1000..<0x1010, 0x1020..<0x2000]])
    #expect(besides(piece("a", at: 0x1000, 1), stub: .kflash) == [[0..<0x1000, 0x1001..<0x1_0000]])
    // What belongs to the next file is none.
    #expect(
      besides(piece("a", at: 0x1000, 0x10), piece("b", at: 0x1010, 0x10), piece("c", at: 0x1100, 1))
        == [[], [0x1020..<0x1100], [0x1020..<0x1100, 0x1101..<0x2000]])
    #expect(besides(piece("a", at: 0x1000, 0)) == [[]])
  }
}
