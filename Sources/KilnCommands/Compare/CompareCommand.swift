import ArgumentParser
import AxeraNPU
import Console
import Simulation

/// `kiln compare`: a network of floats against the model built from it.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract:
      "Compare a network of floats with the model built from it, output by output and layer by layer.",
    discussion: """
      Both get the same picture: the model as programs feed it, the network what the model's preprocessing makes of it. \
      2-norm RE is the length of the difference over that of the network's result, cosine the angle between them; a \
      cosine of 0.98 at the outputs is usually good enough. For two models of other kinds there is `kiln diff`.
      """)

  @Argument(help: "The network, in ONNX or TensorFlow Lite.")
  var network: String

  @Argument(help: "The model that `kiln build` made of it.")
  var model: String

  @OptionGroup(title: "Input")
  var input: InputOptions

  @OptionGroup
  var shapes: ShapeOptions

  @Flag(help: "List every layer.")
  var all = false

  @Option(
    help: .init(
      "Write the compared tensors here, single precision, as float/NAME.bin and model/NAME.bin.",
      valueName: "folder"))
  var dump: String?

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func run() throws {
    let comparison = try ModelComparison(
      network: network, model: model, input, shapes: try shapes.named, keepsTensors: dump != nil)
    if let dump { try comparison.write(to: dump) }
    let report = CompareReport(comparison, network: network, model: model)
    print(
      json
        ? try JSONOutput.text(report)
        : CompareText(report, showsAll: all).text(width: Talk.standard.outputWidth))
  }
}
