import Bytes
import Console
package import K210Flash

/// One file on the command line of `kiln flash`: what goes where, and in which form.
package struct FlashInput {
  /// Which files get the firmware header.
  package enum Framing: Sendable {
    /// Programs at address 0.
    case programsAtZero
    /// Every program.
    case programs
    /// None.
    case none
  }

  /// The files; one, unless it was a package.
  package let pieces: [FlashPiece]
  /// What the user may not expect.
  package let remarks: [String]

  /// Reads `FILE` or `FILE@ADDRESS`.
  ///
  /// A package needs no address and has none; programs go to 0 unless it is said where; everything else needs one.
  /// - Throws: exit code 2 without an address, 3 for files that cannot be read.
  package init(_ argument: String, framing: Framing = .programsAtZero) throws(CommandFailure) {
    let hasAddress = !Files.exists(argument) && argument.contains("@")
    let place = hasAddress ? try FlashFileArgument(argument) : nil
    let path = place?.path ?? argument
    let bytes = try Files.read(path)
    let kind = FileKind.recognize(bytes)
    // Archives of other kinds are data, and need an address like all data.
    if kind == .zip, place == nil || Files.pathExtension(of: path) == "kfpkg" {
      guard place == nil else {
        throw CommandFailure(
          .usage, "\(argument): a package says itself where its files go",
          hints: [
            "without address: \(ShellWord.quoted(path))",
            "or take it apart: kiln unpack \(ShellWord.quoted(path))",
          ])
      }
      let package = try LoadedPackage(path: path, file: bytes)
      (pieces, remarks) = (package.pieces, package.package.notes.map { "\(path): \($0)" })
      return
    }
    let isProgram =
      Files.pathExtension(of: path) == "bin" || kind == .program || kind == .firmware || kind == .elf
    guard let address = place?.address ?? (isProgram ? 0 : nil) else { throw Self.missing(path, kind) }
    let file = kind == .elf ? try BoardLoad.flatProgram(bytes, path: path) : bytes
    var isFramed = isProgram && (framing == .programs || framing == .programsAtZero && address == 0)
    var remarks: [String] = []
    if isFramed, FirmwareImage.recognizes(file) {
      remarks.append("\(path): has a firmware header already and is written as it is")
      isFramed = false
    }
    pieces = [FlashPiece(name: path, address: address, file: file, isFramed: isFramed)]
    self.remarks = remarks
  }

  private static func missing(_ path: String, _ kind: FileKind?) -> CommandFailure {
    let isModel = kind == .kmodel
    return CommandFailure(
      .usage, "\(path): no address, and it is no program; must be FILE@ADDRESS",
      hints: [
        "say where it goes: \(ShellWord.quoted("\(path)@0x300000"))"
          + (isModel ? ", where MaixPy scripts expect models" : "")
      ]
    )
  }
}
