import ArgumentParser
import NPUGraph

/// `kiln check`: what a chip makes of a network before anything is compiled.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say which operators of a network a chip accelerates, and what to change about the others.",
    discussion: """
      The network is an ONNX or TensorFlow Lite file, judged after constants are folded and fused: BatchNormalization behind a \
      convolution is no work of its own. Each operator runs on the accelerator, there in parts (which are listed), \
      on the chip's CPU, or nowhere; costs are estimates and shown where a cycle model exists.

      Chips: \(CheckTarget.ids.joined(separator: ", ")). Exit code 1 when the chip cannot run the network.
      """)

  @Argument(help: "The network's file.")
  var model: String

  @Option(help: .init("The chip.", valueName: "chip"))
  var target: String

  @OptionGroup
  var shapes: ShapeOptions

  @Flag(help: "List every operator, however many there are.")
  var all = false

  @Flag(help: "Print one JSON object instead, with the source of every rule.")
  var json = false

  func run() throws {
    let target = try CheckTarget.named(target)
    let network = try NetworkFile.read(
      path: model, bytes: try Files.read(model), ModelSettings(shapes: try shapes.named))
    let support = NetworkSupport(network.judgedGraph, rules: target.rules)
    if json {
      print(try JSONOutput.text(CheckReport(path: model, support)))
    } else {
      print(CheckText(path: model, support, showsAll: all, width: Talk.standard.outputWidth).text)
    }
    if !support.canRun { throw ExitCode(CommandFailure.Code.work.rawValue) }
  }
}
