import FlashScenarios
import Flasher
import Foundation
import K210Board
import K210Boards
import TestSupport
import Testing

/// Where they are, nil when they are not here.
private let stubFolder = ProcessInfo.processInfo.environment["KILN_FOREIGN_STUBS"]

/// Those that are there.
private let stubs = [("kflash.bin", ForeignStub.Kind.kflash), ("ktool.bin", .ktool)].filter { name, _ in
  FileManager.default.fileExists(atPath: "\(stubFolder ?? "")/\(name)")
}

/// The stubs of other tools themselves, on the virtual board.
///
/// They are not ours to ship: `.ci/foreign-stubs` takes them out of the tools as they are published and names their folder in `KILN_FOREIGN_STUBS`.
@Suite("Others' own stubs", .enabled(if: stubFolder != nil, "no KILN_FOREIGN_STUBS"))
struct RealStubGoldenTests {
  private func stub(_ name: String) throws -> [UInt8] {
    let url = URL(fileURLWithPath: stubFolder ?? "").appendingPathComponent(name)
    let bytes = try [UInt8](Data(contentsOf: url))
    return name == "ktool.bin" ? Assembler.bytes(Self.stacks) + bytes : bytes
  }

  /// Gives each hart a stack and floating point: ktool's stub goes on with those of the chip's ROM, and the board's ROM has none.
  private static let stacks: [UInt32] =
    [
      // t0 = hart * 4096; sp = pc + 0x20000 - t0 - 256, behind the stub's buffers.
      Assembler.csrrs(5, 0xF14, 0), Assembler.i(0x13, 1, 5, 5, 12), 0x0002_0117,
      Assembler.r(0x33, 0, 0x20, 2, 2, 5), Assembler.addi(2, 2, -256),
      // Floating point is on.
      Assembler.lui(6, 6), Assembler.csrrs(0, 0x300, 6), Assembler.addi(0, 0, 0),
    ]

  private func options(_ kind: ForeignStub.Kind) -> ForeignFlasher.Options {
    var options = ForeignFlasher.Options()
    if kind == .ktool {
      options.stubAddress = ForeignFlasher.Options.ktoolAddress - 4 * UInt32(Self.stacks.count)
    }
    return options
  }

  private func contents(_ seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    return random.bytes(0x60_000)
  }

  private let image = FlashImage(segments: [
    FlashSegment(address: 0x1_0123, bytes: (0..<30_000).map { UInt8(truncatingIfNeeded: $0 &* 37 >> 3) }),
    FlashSegment(address: 0x2_F000, bytes: (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 41 >> 5) }),
  ])

  @Test(
    "writes, keeps what is beside, is verified, starts the program",
    arguments: stubs)
  func session(_ name: String, _ kind: ForeignStub.Kind) throws {
    let before = contents(1)
    let board = VirtualBoard(flash: NORFlash(contents: before, profile: .typical))
    var events: [FlashEvent] = []
    let flasher = ForeignFlasher(
      BoardTransport(board), stub: try stub(name), options: options(kind),
      events: { events.append($0) })
    try flasher.connect()
    #expect(flasher.stub.kind == kind)
    #expect(try flasher.write(image) == .verified(bytes: 130_000))
    var after = before
    for segment in image.segments { after.replaceSubrange(segment.range, with: segment.bytes) }
    #expect(Array(board.flash.bytes(0..<after.count)) == after)
    try flasher.reboot()
    #expect(events.last == .rebooted)
    #expect(!events.contains { if case .recovering = $0 { true } else { false } })
  }

  @Test(
    "erases whole sectors and nothing else",
    arguments: stubs)
  func erase(_ name: String, _ kind: ForeignStub.Kind) throws {
    let before = contents(2)
    let board = VirtualBoard(flash: NORFlash(contents: before, profile: .typical))
    let flasher = ForeignFlasher(BoardTransport(board), stub: try stub(name), options: options(kind))
    try flasher.connect()
    #expect(try flasher.erase(0xF000..<0x2_1800) == .verified(bytes: 0x1_3000))
    var after = before
    after.replaceSubrange(0xF000..<0x2_2000, with: [UInt8](repeating: 0xFF, count: 0x1_3000))
    #expect(Array(board.flash.bytes(0..<after.count)) == after)
  }
}
