import ArgumentParser
import Console
import Simulation

/// `kiln info`: what a file is and what it asks for.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a file is: a model's layers and memory, a kfpkg's plan, a firmware's header.")

  @Argument(help: "The file; its contents decide what it is, not its name.")
  var file: String

  @OptionGroup
  var shapes: ShapeOptions

  @Flag(help: "List every layer, however many there are.")
  var all = false

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func run() throws {
    let bytes = try Files.read(file)
    let width = Talk.standard.outputWidth
    let kind = FileKind.recognize(bytes)
    switch kind {
    case .zip:
      let package = try LoadedPackage(path: file, file: bytes)
      print(json ? try JSONOutput.text(package.report()) : package.text(width: width))
    case .firmware, .program:
      let firmware = try FirmwareInfo(path: file, file: bytes, isProgram: kind == .program)
      print(json ? try JSONOutput.text(firmware.report) : firmware.text)
    default:
      try showModel(
        try LoadedModel(path: file, bytes: bytes, ModelSettings(shapes: try shapes.named)), width: width)
    }
  }

  private func showModel(_ loaded: LoadedModel, width: Int?) throws {
    if json {
      print(try JSONOutput.text(InfoReport(loaded)))
    } else {
      print(InfoText(loaded, showsAllLayers: all, width: width).text)
    }
  }
}
