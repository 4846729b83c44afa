import Bytes
import K210Board
import K210Boards
import K210Flash
import RV64

/// A board as the command line describes it, with its flash filled.
struct BoardSetup {
  /// The board, its power just on.
  let board: VirtualBoard
  /// Keeps the flash chip's contents; nil when they are in memory alone.
  let flashFile: FlashFile?
  /// Function names; nil when no ELF file gave any.
  let symbols: ProgramImage?

  /// Makes the board.
  ///
  /// - Throws: exit code 2 or 3 for options and files that cannot be.
  init(_ options: BoardOptions) throws(CommandFailure) {
    guard let chip = NORChip.all.first(where: { $0.byteCount == options.flashSize.bytes }) else {
      throw CommandFailure(
        .usage, "--flash-size: \(options.flashSize.bytes) bytes; must be 4M, 8M or 16M")
    }
    // All files are read before the first is written.
    let loads = try options.load.map { argument throws(CommandFailure) in (argument, try BoardLoad(argument))
    }
    let elf = try options.symbols.map { path throws(CommandFailure) in
      try BoardLoad.elf(try Files.read(path), path: path)
    }
    symbols = elf ?? loads.compactMap { $0.1.program }.last
    for (argument, load) in loads { try load.check(argument, chipByteCount: chip.byteCount) }
    var contents: [UInt8] = []
    if let path = options.flash {
      let opened = try FlashFile.open(path, byteCount: chip.byteCount)
      (flashFile, contents) = (opened.file, opened.contents)
    } else {
      flashFile = nil
    }
    var flash = NORFlash(chip, contents: contents, profile: options.flashTiming.profile)
    if let flashFile { flash.uniqueID = flashFile.uniqueID }
    for (_, load) in loads {
      for (address, bytes) in try load.contents() {
        flash.load(bytes, at: address)
        try flashFile?.write([FlashChange(address: address, bytes: bytes[...])])
      }
    }
    board = VirtualBoard(flash: flash)
    board.holdsBootOnce = options.isp
    if options.strictAlignment {
      for hart in board.harts { hart.trapsMisalignedAccesses = true }
    }
  }
}

/// One `--load`: what goes where.
struct BoardLoad {
  let pieces: [FlashPiece]
  /// The program with its names, when the file is an ELF.
  let program: ProgramImage?

  /// Reads `FILE` or `FILE@ADDRESS`.
  init(_ argument: String) throws(CommandFailure) {
    let hasAddress = !Files.exists(argument) && argument.contains("@")
    let place = hasAddress ? try FlashFileArgument(argument) : nil
    let path = place?.path ?? argument
    let bytes = try Files.read(path)
    let kind = FileKind.recognize(bytes)
    if kind == .zip {
      guard place == nil else {
        throw CommandFailure(
          .usage, "\(argument): a package says itself where its files go", hints: ["--load \(path)"])
      }
      (pieces, program) = (try LoadedPackage(path: path, file: bytes).pieces, nil)
      return
    }
    if kind == .elf {
      let image = try Self.elf(bytes, path: path)
      let flat = try Self.flatten(image, path: path)
      pieces = [FlashPiece(name: path, address: place?.address ?? 0, file: flat, isFramed: true)]
      program = image
      return
    }
    let isProgram = Files.pathExtension(of: path) == "bin" || kind == .program || kind == .firmware
    guard let address = place?.address ?? (isProgram ? 0 : nil) else {
      throw CommandFailure(
        .usage, "\(path): no address, and it is no program",
        hints: ["say where it goes: --load \(path)@0x300000"])
    }
    let isFramed = address == 0 && isProgram && !FirmwareImage.recognizes(bytes)
    pieces = [FlashPiece(name: path, address: address, file: bytes, isFramed: isFramed)]
    program = nil
  }

  /// Refuses what the chip cannot hold.
  ///
  /// - Parameter argument: what the user wrote.
  func check(_ argument: String, chipByteCount: Int) throws(CommandFailure) {
    let map = FlashContents.map(pieces, chipByteCount: chipByteCount)
    if let problem = map.problems.first(where: { $0.severity == .error && !$0.yieldsToForce }) {
      throw CommandFailure(.work, "\(argument): \(problem)", hints: ["see the plan: kiln info \(argument)"])
    }
  }

  /// What each piece puts into flash, and where.
  func contents() throws(CommandFailure) -> [(address: Int, bytes: [UInt8])] {
    var contents: [(address: Int, bytes: [UInt8])] = []
    for piece in pieces {
      do throws(FirmwareError) {
        contents.append((piece.address, try piece.flashBytes()))
      } catch {
        throw CommandFailure(.file, "\(piece.name): \(error)")
      }
    }
    return contents
  }

  /// Reads an ELF program.
  static func elf(_ bytes: [UInt8], path: String) throws(CommandFailure) -> ProgramImage {
    do throws(ProgramImageError) {
      return try ProgramImage(elf: bytes)
    } catch {
      throw CommandFailure(.file, "\(path): \(error)")
    }
  }

  /// The program of an ELF file as it lies in memory from 0x80000000 on.
  static func flatProgram(_ bytes: [UInt8], path: String) throws(CommandFailure) -> [UInt8] {
    try flatten(try elf(bytes, path: path), path: path)
  }

  /// The program as it lies in memory from 0x80000000 on, where the ROM puts it.
  private static func flatten(_ image: ProgramImage, path: String) throws(CommandFailure) -> [UInt8] {
    let base: UInt32 = 0x8000_0000
    var flat: [UInt8] = []
    for segment in image.segments where !segment.bytes.isEmpty {
      guard segment.address >= base,
        Int(segment.address - base) + segment.bytes.count <= FirmwareImage.payloadLimit
      else {
        throw CommandFailure(
          .file,
          "\(path): a segment at \(Hexadecimal.address(segment.address)); the chip's memory starts at 0x80000000 and has 6 MiB",
          hints: ["link it for 0x80000000; with GNU ld also -Wl,-n"])
      }
      let start = Int(segment.address - base)
      if flat.count < start + segment.bytes.count {
        flat += [UInt8](repeating: 0, count: start + segment.bytes.count - flat.count)
      }
      flat.replaceSubrange(start..<(start + segment.bytes.count), with: segment.bytes)
    }
    guard image.entry == base else {
      throw CommandFailure(
        .file, "\(path): starts at \(Hexadecimal.address(image.entry)); the ROM starts programs at 0x80000000"
      )
    }
    return flat
  }
}

extension FlashTimingArgument {
  /// The chip's figures.
  fileprivate var profile: NORTiming.Profile {
    switch self {
    case .typical: .typical
    case .maximum: .maximum
    case .fast: .fast
    }
  }
}
