import ArgumentParser
import Console
import Simulation

/// `kiln info`: what a file is and what it asks for.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Say what a model file is: inputs, outputs, layers, memory.")

  @Argument(help: "The file; its contents decide what it is, not its name.")
  var file: String

  @Flag(help: "List every layer, however many there are.")
  var all = false

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func run() throws {
    let loaded = try LoadedModel(path: file)
    if json {
      print(try JSONOutput.text(InfoReport(loaded)))
    } else {
      print(InfoText(loaded, showsAllLayers: all, width: Talk.standard.outputWidth).text)
    }
  }
}
