import Flasher
import Foundation
import K210Flash
import KilnCommands
import TestSupport
import Testing

/// A rescue file in a folder of its own.
struct TemporaryRescue {
  let folder: TemporaryFolder
  let file: RescueFile?

  init(address: Int = 0x1800) throws {
    folder = try TemporaryFolder()
    file = try RescueFile.save(
      [FlashSegment(address: address, bytes: [1, 2, 3])], folder: folder.path)
  }
}

@Suite("What lies beside the files")
struct RescueFileTests {
  private let sector = FlashSegment(address: 0x1000, bytes: (0..<4096).map { UInt8(truncatingIfNeeded: $0) })

  private func parts(_ ranges: Range<Int>...) -> [FlashSegment] {
    let image = FlashImage(
      segments: ranges.map {
        FlashSegment(address: $0.lowerBound, bytes: [UInt8](repeating: 9, count: $0.count))
      })
    return RescueFile.parts(of: [sector], outside: image)
  }

  @Test("the parts of a sector that no file covers") func gaps() {
    #expect(parts(0x1000..<0x1800).map(\.range) == [0x1800..<0x2000])
    #expect(parts(0x1800..<0x3000).map(\.range) == [0x1000..<0x1800])
    #expect(parts(0x1100..<0x1200, 0x1200..<0x1300).map(\.range) == [0x1000..<0x1100, 0x1300..<0x2000])
    #expect(parts(0..<0x3000).isEmpty)
    for part in parts(0x1100..<0x1200) {
      #expect(part.bytes == Array(sector.bytes[(part.address - 0x1000)...].prefix(part.bytes.count)))
    }
    let blank = FlashSegment(address: 0x1000, bytes: [UInt8](repeating: 0xFF, count: 4096))
    #expect(RescueFile.parts(of: [blank], outside: FlashImage(segments: [])).isEmpty)
  }

  @Test("the file is a package that kiln flash writes back to the same places") func roundTrip() throws {
    let folder = try TemporaryFolder()
    let parts = parts(0x1100..<0x1200)
    let file = try #require(try RescueFile.save(parts, folder: folder.path))
    #expect(file.path == folder.path("kiln-rescue-0x00001000.kfpkg"))
    let input = try FlashInput(file.path)
    let plan = FlashPlan(input.pieces, chipByteCount: 16 << 20)
    #expect(try plan.image().segments == parts)
    #expect(plan.refusal(isForced: file.needsForce) == nil)
    #expect(!file.needsForce)
    file.remove()
    #expect(!Files.exists(file.path))
  }

  @Test("one from before is not written over") func names() throws {
    let rescue = try TemporaryRescue()
    let second = try RescueFile.save([FlashSegment(address: 0x1800, bytes: [4])], folder: rescue.folder.path)
    #expect(second?.path == rescue.folder.path("kiln-rescue-0x00001800-2.kfpkg"))
    #expect(try RescueFile.save([], folder: rescue.folder.path) == nil)
  }

  @Test("a link of that name is not followed, wherever it leads") func links() throws {
    let folder = try TemporaryFolder()
    let outside = try TemporaryFolder()
    let target = outside.path("target")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("kiln-rescue-0x00001800.kfpkg"), withDestinationPath: target)
    let file = try RescueFile.save([FlashSegment(address: 0x1800, bytes: [4])], folder: folder.path)
    #expect(file?.path == folder.path("kiln-rescue-0x00001800-2.kfpkg"))
    #expect(!Files.exists(target))
  }

  @Test("one that an earlier session left is found by what it holds, the oldest first") func earlier() throws
  {
    let rescue = try TemporaryRescue()
    let path = try #require(rescue.file?.path)
    let folder = rescue.folder.path
    _ = try RescueFile.save([FlashSegment(address: 0x1800, bytes: [4])], folder: folder)
    try rescue.folder.write([1], to: "kiln-rescue-0x00001900.kfpkg")
    try rescue.folder.write([1], to: "kiln-rescue-0x1801.kfpkg")
    let earlier = EarlierRescue.oldest(in: [0x1400..<0x2000], folder: folder)
    #expect(earlier == EarlierRescue(path: path, address: 0x1800, needsForce: false))
    #expect(EarlierRescue.oldest(in: [0..<0x1800, 0x1801..<0x2000], folder: folder) == nil)
    #expect(EarlierRescue.oldest(in: [], folder: folder) == nil)
    // The age counts, not the number.
    let long = Date(timeIntervalSince1970: 1)
    let second = rescue.folder.path("kiln-rescue-0x00001800-2.kfpkg")
    try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: second)
    #expect(EarlierRescue.oldest(in: [0x1800..<0x1801], folder: folder)?.path == second)
    // What lies beside the files that it belongs to, and only that.
    let piece = FlashPiece(name: "m", address: 0x1000, file: [1, 2], isFramed: false)
    let words = FlashPlan([piece], chipByteCount: 16 << 20).earlierRescueWords(
      options: "--port '/dev/a b'", folder: folder)
    #expect(
      words == "an earlier session left \(second): it holds what lay beside 0x00001000 then; "
        + "to bring it back: kiln flash --port '/dev/a b' \(second)")
    let far = FlashPiece(name: "m", address: 0x2000, file: [1, 2], isFramed: false)
    #expect(FlashPlan([far], chipByteCount: 16 << 20).earlierRescueWords(options: nil, folder: folder) == nil)
  }

  @Test("what begins at 0 needs --force to go back") func atZero() throws {
    #expect(try TemporaryRescue(address: 0).file?.needsForce == true)
  }

  @Test("a folder that cannot be written is exit 1") func noFolder() {
    let failure = #expect(throws: CommandFailure.self) {
      try RescueFile.save([FlashSegment(address: 0, bytes: [1])], folder: "/nowhere")
    }
    #expect(failure?.exitCode == .work)
    #expect(failure?.message.hasSuffix("nothing was written to flash yet") == true)
    #expect(failure?.hints == ["run it from a folder that you may write to, and that has room"])
  }
}
