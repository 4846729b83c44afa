import ArgumentParser
import AxeraNPU
import Console
import NPUGraph
import Simulation

/// `kiln build`: quantise a network for one of Axera's chips.
struct BuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Quantise a network for an Axera chip and say what it costs in accuracy and time.",
    discussion: """
      The result plays the part of the vendor's .joint or .axmodel for info, sim, estimate and compare; it is an ONNX \
      file that any viewer opens, and boards do not load it. Ranges come from pictures like those that the network \
      will see; one that is quantised already keeps its own scales and codes, and may need none. Equal inputs give \
      equal bytes.
      """)

  @Argument(help: "The network, in ONNX or TensorFlow Lite.")
  var model: String?

  @OptionGroup
  var options: BuildOptions

  @Option(name: .shortAndLong, help: .init("The file to write.", valueName: "file"))
  var output: String?

  @OptionGroup
  var shapes: ShapeOptions

  @Option(
    name: .customLong("check"),
    help: .init("Samples that codes and floats are compared on afterwards; 0 for none.", valueName: "count"))
  var checkCount = 4

  @Option(
    name: .customLong("output-config"),
    help: .init("Write the configuration with every default spelled out here.", valueName: "file"))
  var outputConfig: String?

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func validate() throws {
    guard (0...1000).contains(checkCount) else { throw ValidationError("--check must be 0 to 1000.") }
  }

  func run() throws {
    let talk = Talk.standard
    let configuration = try options.configuration()
    for remark in configuration.remarks { talk.warn("\(options.config ?? ""), \(remark)") }
    if let outputConfig { try Files.write(Array(configuration.expanded().utf8), to: outputConfig) }
    guard let path = model ?? configuration.inputPath.map({ Self.path($0, beside: options.config) }) else {
      throw CommandFailure(
        .usage, "no network is given", hints: ["kiln build MODEL.onnx --target ax620a -o OUT"])
    }
    guard let target = output ?? configuration.target(beside: options.config) else {
      throw CommandFailure(.usage, "no file to write is given", hints: ["-o OUT.joint"])
    }
    var build = try NetworkBuild(
      path: path, configuration, calibration: options.calibration, folder: options.config,
      shapes: try shapes.named, talk: talk)
    // Before the long work: a place that cannot be written is said at once.
    let file = try OutputFile(target, isForced: true)
    let account = try build.run(checkCount: checkCount)
    try file.finish(account.bytes)
    let report = BuildReport(account, source: path, output: target)
    print(json ? try JSONOutput.text(report) : BuildText(account, report).text(width: talk.outputWidth))
  }

  /// A path of a configuration, which is relative to its folder.
  static func path(_ path: String, beside configuration: String?) -> String {
    guard !path.hasPrefix("/"), let configuration, let cut = configuration.lastIndex(of: "/") else {
      return path
    }
    return String(configuration[...cut]) + path
  }
}

extension BuildConfiguration {
  /// Where the result goes if the command line does not say.
  fileprivate func target(beside configuration: String?) -> String? {
    if let outputPath { return BuildCommand.path(outputPath, beside: configuration) }
    guard let outputName, let outputFolder else { return nil }
    return BuildCommand.path(Files.path(outputFolder, outputName), beside: configuration)
  }
}
