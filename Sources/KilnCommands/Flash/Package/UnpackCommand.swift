import ArgumentParser
import Console
import Containers
import K210Flash

/// `kiln unpack`: the files of a package and its list into a folder.
struct UnpackCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpack",
    abstract: "Take a kfpkg apart: its files and flash-list.json into a folder.",
    discussion: "The files come out as they are in the package: without firmware headers.")

  @Argument(help: .init("The package; its contents decide, not its name.", valueName: "file.kfpkg"))
  var file: String

  @Argument(help: .init("The folder (default: the package's name without .kfpkg).", valueName: "folder"))
  var folder: String?

  @Flag(help: "Write over files that are there.")
  var force = false

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func run() throws {
    let bytes = try Files.read(file)
    guard FileKind.recognize(bytes) == .zip else {
      throw CommandFailure(
        .file, "\(file): no kfpkg: it must start like a zip archive",
        hints: ["to see what the file is: kiln info \(file)"])
    }
    let loaded = try LoadedPackage(path: file, file: bytes)
    let target = folder ?? defaultFolder
    var members: [(name: String, bytes: [UInt8])] = [
      (FlashList.fileName, loaded.package.listText)
    ]
    for entry in loaded.package.entries where !members.contains(where: { $0.name == entry.item.name }) {
      members.append((entry.item.name, entry.bytes))
    }
    if !force, let name = members.first(where: { Files.exists(Files.path(target, $0.name)) })?.name {
      throw CommandFailure(
        .work, "\(Files.path(target, name)): is there already", hints: ["to write over it: --force"])
    }
    try Files.makeFolder(target)
    for member in members { try Files.write(member.bytes, to: Files.path(target, member.name)) }
    let written = members.map { Files.path(target, $0.name) }
    if json {
      print(try JSONOutput.text(loaded.report(written: written)))
      return
    }
    for (path, member) in zip(written, members) { print("\(path): \(NumberForm.bytes(member.bytes.count))") }
    for note in loaded.package.notes { Talk.standard.say("note: \(note)") }
  }

  /// The package's name without its extension, in the folder where the user is.
  private var defaultFolder: String {
    let name = Files.lastComponent(of: file)
    let suffix = Files.pathExtension(of: name)
    return suffix.isEmpty ? name + ".files" : String(name.dropLast(suffix.count + 1))
  }
}
