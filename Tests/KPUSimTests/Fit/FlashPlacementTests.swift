import K210Boards
import KPUSim
import Testing

@Suite("placement in flash")
struct FlashPlacementTests {
  private func placement(
    _ flavour: FirmwareFlavour = .full, offset: Int, fileBytes: Int = 100_000, image: Int? = nil
  ) -> FlashPlacement {
    FlashPlacement(
      fileBytes: fileBytes, FitScenario(.firmware(flavour), flashOffset: offset, imageBytes: image))
  }

  @Test("at 3 MiB no firmware reaches the model", arguments: FirmwareFlavour.all)
  func usual(flavour: FirmwareFlavour) {
    let usual = placement(flavour, offset: 0x30_0000)
    #expect(usual.conflicts.isEmpty && !usual.mayOverlapProgram)
  }

  @Test("a given image overlaps from its last byte on; its frame has 37")
  func given() {
    let end = 0x20_0000
    #expect(placement(offset: end, image: end - 37).conflicts.isEmpty)
    #expect(placement(offset: end, image: end - 36).conflicts == [.program])
    #expect(!placement(offset: end, image: end - 37).mayOverlapProgram)
  }

  @Test("an estimated image makes the verdict doubtful up to the bytes that the firmware has in memory")
  func estimated() {
    #expect(placement(offset: 0x10_0000).conflicts == [.program])
    #expect(placement(offset: 0x28_0000).mayOverlapProgram)
    let verdict = FitVerdict(
      FitModel(version: 3, fileBytes: 1000, mainBytes: 8),
      FitScenario(.firmware(.full), flashOffset: 0x28_0000))
    #expect(verdict.doubts == [.imageMayReachModel] && verdict.outcome == .probablyFits)
  }

  @Test("MaixPy's file system and the end of the chip")
  func behind() {
    #expect(placement(offset: 0xD0_0000 - 100_000).conflicts.isEmpty)
    #expect(placement(offset: 0xD0_0000 - 99_999).conflicts == [.fileSystem])
    #expect(placement(offset: 0xFF_FFFF).conflicts == [.fileSystem, .chip])
    let program = FlashPlacement(fileBytes: 100, FitScenario(.plainProgram, flashOffset: 0xD0_0000))
    #expect(program.conflicts.isEmpty)
    let end = FlashPlacement(fileBytes: 101, FitScenario(.plainProgram, flashOffset: 0x100_0000 - 100))
    #expect(end.conflicts == [.chip])
  }

  @Test("an image that reaches into the file system or beyond the chip is a conflict of its own")
  func image() {
    let (files, chip) = (0xD0_0000 - 37, 0x100_0000 - 37)
    let slot = 0x30_0000
    #expect(placement(offset: slot, image: files).conflicts == [.program])
    #expect(placement(offset: slot, image: files + 1).conflicts == [.program, .imageInFileSystem])
    #expect(
      placement(offset: slot, image: chip + 1).conflicts
        == [.program, .imageInFileSystem, .imageBeyondChip])
    func program(_ image: Int) -> [FlashPlacement.Conflict] {
      FlashPlacement(
        fileBytes: 0, FitScenario(.plainProgram, flashOffset: 0x100_0000, imageBytes: image)
      ).conflicts
    }
    #expect(program(chip).isEmpty && program(chip + 1) == [.program, .imageBeyondChip])
    // No other place for the model helps, another firmware does.
    let model = FitModel(version: 3, fileBytes: 1000, mainBytes: 8)
    let found = FitRemedy.all(
      for: FitCase(model, FitScenario(.firmware(.full), imageBytes: chip + 1)))
    #expect(!found.contains { $0.verdict.loads && $0.changes.allSatisfy { !$0.isFirmware } })
  }

  @Test("an address inside a sector is noted")
  func unaligned() {
    let verdict = FitVerdict(
      FitModel(version: 3, fileBytes: 1000, mainBytes: 8),
      FitScenario(.firmware(.full), flashOffset: 0x30_0800))
    #expect(verdict.notes == [.unalignedOffset] && verdict.outcome == .fits)
  }
}

extension FitChange {
  fileprivate var isFirmware: Bool { if case .firmware = self { true } else { false } }
}
