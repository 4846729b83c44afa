internal import Bytes

/// Something about a plan that the user should know.
public struct FlashProblem: Sendable, Equatable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable, Equatable, CaseIterable {
    /// It cannot work, or destroys other files of the same plan.
    case error
    /// It is most likely a mistake.
    case warning
    /// It is fine if it is meant.
    case note
  }

  /// What it is.
  public enum Kind: Sendable, Equatable {
    /// Two files write the same bytes.
    case overlap(with: String, from: Int, to: Int)
    /// Bytes behind the end of the chip.
    case beyondChip(end: Int, chip: Int)
    /// A file without bytes.
    case empty
    /// An ELF, which is no image of memory.
    case elf
    /// A firmware that does not fit the chip's memory.
    case firmwareTooLarge(byteCount: Int)
    /// Words are to be reversed, but the file ends inside one.
    case partialWord(byteCount: Int)
    /// The file's own format says that it is broken.
    case broken(String)
    /// A kmodel of a version that no firmware loads.
    case foreignModelVersion(Int)
    /// Something else than a model where MaixPy scripts load models from.
    case noModelAtSlot(contents: String)
    /// A frame around a frame.
    case framedTwice
    /// No frame at address 0: the chip will not boot it.
    case unframedAtZero(looksLikeProgram: Bool)
    /// A frame elsewhere than at 0.
    case framedElsewhere
    /// A frame where Kboot looks for applications.
    case kbootApplication
    /// Words are reversed inside a firmware.
    case reversedFirmware
    /// The address is not where a sector begins.
    case misaligned
    /// A model where no sector begins; the address that the digits give as a hexadecimal number, when a sector begins there.
    case modelOffSector(hexadecimal: Int?)
    /// A firmware that reaches where MaixPy scripts expect models.
    case coversModels
    /// A file that reaches into MaixPy's file system.
    case coversFileSystem
    /// A file inside of MaixPy's file system.
    case insideFileSystem
    /// Two files in one erase block of a stub that does not keep neighbours.
    case sharedBlock(with: String, block: Int)
  }

  /// What it is.
  public let kind: Kind
  /// The file concerned.
  public let name: String
  /// Where the file begins.
  public let address: Int

  /// A problem of the file called `name`.
  public init(kind: Kind, name: String, address: Int) {
    (self.kind, self.name, self.address) = (kind, name, address)
  }

  /// How bad it is.
  public var severity: Severity {
    switch kind {
    case .overlap, .beyondChip, .empty, .elf, .firmwareTooLarge, .partialWord, .broken: .error
    case .foreignModelVersion, .noModelAtSlot, .framedTwice, .unframedAtZero, .framedElsewhere,
      .reversedFirmware, .misaligned, .modelOffSector, .coversModels, .coversFileSystem, .sharedBlock:
      .warning
    case .kbootApplication, .insideFileSystem: .note
    }
  }

  /// Whether the user may insist: everything that destroys nothing else of the plan and can be carried out.
  public var yieldsToForce: Bool {
    if case .broken = kind { return true }
    return severity == .warning
  }

  /// One line: which file, where, found and expected.
  public var description: String {
    "'\(name)' at \(Hexadecimal.address(address)): \(words)"
  }
}

extension FlashProblem {
  private var words: String {
    guard case .modelOffSector(let meant) = kind else { return kind.words }
    let doubt = meant.map { "; \(address) is decimal: is 0x\(String($0, radix: 16, uppercase: true)) meant?" }
    return kind.words + (doubt ?? "")
  }
}

extension FlashProblem.Kind {
  fileprivate var words: String {
    switch self {
    case .overlap(let other, let from, let to):
      "overlaps '\(other)' from \(Hexadecimal.address(from)) to \(Hexadecimal.address(to))"
    case .beyondChip(let end, let chip):
      "ends at \(Hexadecimal.address(end)); the chip ends at \(Hexadecimal.address(chip))"
    case .empty: "the file is empty"
    case .elf: "an ELF cannot be flashed; make a binary of it with objcopy -O binary"
    case .firmwareTooLarge(let count):
      "firmware of \(count) bytes; the chip's memory takes \(FirmwareImage.payloadLimit)"
    case .partialWord(let count):
      "\(count) bytes; must be a multiple of 4 for reversing the bytes of each word"
    case .broken(let words): words
    case .foreignModelVersion(let version):
      "kmodel version \(version); MaixPy loads version 3, its builds with kmodel v4 versions 3 and 4"
    case .noModelAtSlot(let contents):
      "MaixPy scripts load models from here, but the file is no kmodel: \(contents)"
    case .framedTwice: "has a firmware header already and gets another; the chip will not boot it"
    case .unframedAtZero(let looksLikeProgram):
      looksLikeProgram
        ? "looks like a program and gets no firmware header; the chip will not boot it"
        : "no firmware header at address 0; the chip will not boot from here"
    case .framedElsewhere: "gets a firmware header, but only the one at address 0 is booted"
    case .kbootApplication: "gets a firmware header here: right for an application of Kboot only"
    case .reversedFirmware: "the bytes of each word are reversed inside a firmware"
    case .misaligned: "the address is no multiple of 4 KiB; older flash stubs refuse it"
    case .modelOffSector: "a model, and the address is no multiple of 4 KiB"
    case .coversModels: "the firmware reaches beyond 0x00300000, where MaixPy scripts expect models"
    case .coversFileSystem: "reaches beyond 0x00D00000, where MaixPy keeps its files (/flash)"
    case .insideFileSystem: "lies where MaixPy keeps its files (/flash); fine if it is their image"
    case .sharedBlock(let other, let block):
      "shares the block at \(Hexadecimal.address(block)) with '\(other)'; this stub erases one with the other"
    }
  }
}
