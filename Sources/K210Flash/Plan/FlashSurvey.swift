/// Looks for problems in files that were put in their places; pieces and regions are sorted by address.
struct FlashSurvey {
  let pieces: [FlashPiece]
  let regions: [FlashMap.Region]
  let chipByteCount: Int
  let stub: FlashStub

  /// Where MaixPy's examples load models from: `kpu.load(0x300000)`.
  private static let modelAddress = 0x30_0000
  /// Where MaixPy's examples put nothing but models; 0xA00000 is left out, where some keep a font.
  private static let modelSlots = [modelAddress, 0x50_0000, 0x5C_0000]
  /// Where MaixPy's file system of 3 MiB begins, by default.
  private static let fileSystemAddress = 0xD0_0000
  private static let sectorByteCount = 4 << 10
  /// Where Kboot's menu lets applications begin.
  private static let kbootAddresses = 0x1_0000...0x80_0000

  func problems(_ judge: (FlashPiece) -> FlashContent?) -> [FlashProblem] {
    var problems: [FlashProblem] = []
    for (piece, region) in zip(pieces, regions) {
      let content = piece.file.isEmpty || piece.isELF ? nil : judge(piece)
      let kinds =
        places(region, content) + contents(piece, content) + frames(piece) + layouts(piece, region)
      problems += kinds.map { FlashProblem(kind: $0, name: piece.name, address: piece.address) }
    }
    return problems + overlaps() + sharedBlocks()
  }

  private func places(_ region: FlashMap.Region, _ content: FlashContent?) -> [FlashProblem.Kind] {
    var kinds: [FlashProblem.Kind] = []
    if region.bytes.upperBound > chipByteCount {
      kinds.append(.beyondChip(end: region.bytes.upperBound, chip: chipByteCount))
    }
    let address = region.bytes.lowerBound
    guard address % Self.sectorByteCount != 0 else { return kinds }
    switch content {
    case .model, .modelOfVersion:
      kinds.append(.modelOffSector(hexadecimal: hexadecimal(address)))
    case .broken, .other, nil:
      if !stub.takesAnyAddress { kinds.append(.misaligned) }
    }
    return kinds
  }

  /// What an address is whose `0x` was left out, if a sector of the chip begins there: 300000 for 0x300000.
  private func hexadecimal(_ address: Int) -> Int? {
    guard let meant = Int(String(address), radix: 16), meant % Self.sectorByteCount == 0,
      meant < chipByteCount
    else { return nil }
    return meant
  }

  private func contents(
    _ piece: FlashPiece, _ content: FlashContent?
  ) -> [FlashProblem.Kind] {
    if piece.file.isEmpty { return [.empty] }
    if piece.isELF { return [.elf] }
    var kinds: [FlashProblem.Kind] = []
    if piece.isReversed, piece.file.count % 4 != 0 { kinds.append(.partialWord(byteCount: piece.file.count)) }
    switch content {
    case nil, .model: break
    case .modelOfVersion(let version): kinds.append(.foreignModelVersion(version))
    case .broken(let words): kinds.append(.broken(words))
    case .other(let words):
      if Self.modelSlots.contains(piece.address) { kinds.append(.noModelAtSlot(contents: words)) }
    }
    return kinds
  }

  private func frames(_ piece: FlashPiece) -> [FlashProblem.Kind] {
    guard !piece.file.isEmpty, !piece.isELF else { return [] }
    var kinds: [FlashProblem.Kind] = []
    guard piece.isFramed else {
      if piece.address == 0, !FirmwareImage.recognizes(piece.content) {
        kinds.append(.unframedAtZero(looksLikeProgram: FirmwareImage.looksLikeProgram(piece.content)))
      }
      return kinds
    }
    if piece.file.count > FirmwareImage.payloadLimit {
      kinds.append(.firmwareTooLarge(byteCount: piece.file.count))
    }
    if piece.isReversed { kinds.append(.reversedFirmware) }
    if FirmwareImage.recognizes(piece.content) { kinds.append(.framedTwice) }
    if piece.address != 0 {
      let hasLoader = pieces.contains { $0.address == 0 }
      let isApplication =
        Self.kbootAddresses.contains(piece.address) && piece.address % Self.sectorByteCount == 0
      kinds.append(hasLoader && isApplication ? .kbootApplication : .framedElsewhere)
    }
    return kinds
  }

  private func layouts(_ piece: FlashPiece, _ region: FlashMap.Region) -> [FlashProblem.Kind] {
    // A backup of the whole chip is what it is.
    guard piece.isFramed || region.bytes != 0..<chipByteCount else { return [] }
    var kinds: [FlashProblem.Kind] = []
    if piece.isFramed, region.bytes.lowerBound < Self.modelAddress,
      region.bytes.upperBound > Self.modelAddress
    {
      kinds.append(.coversModels)
    }
    // Smaller chips have no room for the default file system.
    if chipByteCount > Self.fileSystemAddress, region.bytes.upperBound > Self.fileSystemAddress {
      kinds.append(
        region.bytes.lowerBound < Self.fileSystemAddress ? .coversFileSystem : .insideFileSystem)
    }
    return kinds
  }

  /// Each file against the one before it that reaches furthest.
  private func overlaps() -> [FlashProblem] {
    var problems: [FlashProblem] = []
    var furthest: FlashMap.Region?
    for region in regions where !region.bytes.isEmpty {
      if let before = furthest, before.bytes.upperBound > region.bytes.lowerBound {
        let end = min(before.bytes.upperBound, region.bytes.upperBound)
        problems.append(
          FlashProblem(
            kind: .overlap(with: before.name, from: region.bytes.lowerBound, to: end), name: region.name,
            address: region.bytes.lowerBound))
      }
      if region.bytes.upperBound > furthest?.bytes.upperBound ?? -1 { furthest = region }
    }
    return problems
  }

  /// Neighbours of which the later one's erasing takes away the end of the earlier one.
  private func sharedBlocks() -> [FlashProblem] {
    guard !stub.keepsNeighbours else { return [] }
    let written = regions.filter { !$0.bytes.isEmpty }
    return zip(written, written.dropFirst()).compactMap { first, second in
      guard first.bytes.upperBound <= second.bytes.lowerBound,
        first.erased.upperBound > second.erased.lowerBound
      else { return nil }
      return FlashProblem(
        kind: .sharedBlock(with: first.name, block: second.erased.lowerBound), name: second.name,
        address: second.bytes.lowerBound)
    }
  }
}
