import ArgumentParser
import Console
import Containers
import K210Flash

/// `kiln pack`: files and their places in flash into one package.
struct PackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pack",
    abstract: "Make a kfpkg of files and their addresses in the K210's flash.",
    discussion: """
      A .bin at address 0 is marked to get the firmware header that the chip boots; everything else is \
      written as it is. The plan is checked first: files that overlap or do not fit are refused, broken ones without --force.
      """)

  @Argument(help: .init("The package to write.", valueName: "out.kfpkg"))
  var output: String

  @Argument(
    help: .init("A file and its address: maixpy.bin@0, model.kmodel@0x300000.", valueName: "file@address"))
  var files: [String]

  @Flag(help: "Mark every .bin for a firmware header, not only the one at address 0.")
  var firmware = false

  @Flag(help: "Mark no file for a firmware header.")
  var raw = false

  @Option(
    name: .customLong("flash-size"),
    help: .init("Size of the flash chip, as 16M.", valueName: "bytes"))
  var flashSize = ByteCountArgument(FlashMap.standardChipByteCount)

  @Flag(help: "Keep the files as they are instead of compressing them.")
  var store = false

  @Flag(help: "Write the package despite warnings and broken models.")
  var force = false

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func validate() throws {
    guard !(firmware && raw) else { throw ValidationError("--firmware and --raw exclude each other.") }
  }

  func run() throws {
    try refuseSwappedOrder()
    let entries = try files.map { try entry(FlashFileArgument($0)) }
    let package = FlashPackage(entries)
    let pieces = entries.map { FlashPiece($0) }
    let map = FlashContents.map(pieces, chipByteCount: flashSize.bytes)
    let isAllowed = !map.isRefused && (force || !map.needsForce)
    var file: [UInt8] = []
    // A name that cannot be is a fault of the command line, whatever the plan says.
    let encoded = try encode(package)
    if isAllowed {
      file = encoded
      try Files.write(file, to: output)
    }
    if json {
      let report = PackageReport(
        path: output, file: file, package: package, pieces: pieces, map: map,
        written: isAllowed ? [output] : [])
      print(try JSONOutput.text(report))
    } else {
      show(FlashPlanText(pieces: pieces, map: map, width: Talk.standard.outputWidth), byteCount: file.count)
    }
    guard isAllowed else { throw refusal(map) }
    if Files.pathExtension(of: output) != "kfpkg" {
      Talk.standard.warn("\(output): kflash takes packages only by a name that ends in .kfpkg")
    }
  }

  /// Reads a file and decides whether it gets a header.
  private func entry(_ argument: FlashFileArgument) throws(CommandFailure) -> FlashPackage.Entry {
    let bytes = try Files.read(argument.path)
    if FileKind.recognize(bytes) == .zip, Files.pathExtension(of: argument.path) == "kfpkg" {
      throw CommandFailure(
        .usage, "\(argument.path): is a package itself",
        hints: ["take it apart first: kiln unpack \(argument.path)"])
    }
    let isBinary = Files.pathExtension(of: argument.path) == "bin"
    var hasHeader = !raw && isBinary && (firmware || argument.address == 0)
    if hasHeader, FirmwareImage.recognizes(bytes) {
      Talk.standard.say("\(argument.path): has a firmware header already and is packed as it is")
      hasHeader = false
    }
    return FlashPackage.Entry(
      item: .init(
        address: argument.address, name: Files.lastComponent(of: argument.path), hasHeader: hasHeader),
      bytes: bytes)
  }

  /// `kiln pack app.bin@0 out.kfpkg` would write over the program.
  private func refuseSwappedOrder() throws(CommandFailure) {
    guard (try? FlashFileArgument(output)) == nil || Files.pathExtension(of: output) == "kfpkg" else {
      throw CommandFailure(
        .usage, "\(output): the package to write comes first",
        hints: ["kiln pack OUT.kfpkg \(output) …"])
    }
  }

  private func encode(_ package: FlashPackage) throws(CommandFailure) -> [UInt8] {
    do throws(PackageError) {
      return try package.encoded(packing: store ? .stored : .deflatedIfShorter)
    } catch {
      var hints: [String] = []
      if case .archive(let zip) = error, zip.kind == .duplicateName {
        hints = ["a package has no folders: rename one of the files"]
      }
      throw CommandFailure(.usage, "\(output): \(error)", hints: hints)
    }
  }

  private func show(_ plan: FlashPlanText, byteCount: Int) {
    print(plan.table)
    print("")
    print(plan.time)
    for problem in plan.problems { print(problem) }
    if byteCount > 0 { print("\(output): \(NumberForm.bytes(byteCount))") }
  }

  private func refusal(_ map: FlashMap) -> CommandFailure {
    let errors = map.problems.filter { $0.severity == .error }.count
    let count = errors > 0 ? errors : map.problems.filter { $0.severity == .warning }.count
    let word = (errors > 0 ? "error" : "warning") + (count == 1 ? "" : "s")
    return CommandFailure(
      .work, "\(output): not written: \(count) \(word) in the plan",
      hints: map.isRefused ? [] : ["if it is meant so: --force"])
  }
}
