import ArgumentParser

/// `kiln diff`: where two runs part.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two runs: per output and layer, and the first that differs.",
    discussion: """
      A and B are folders written by `kiln sim --output-dir` or `--layers-dir`, raw dumps, or two models that \
      are run on one --input. Exit code 1 when anything differs.
      """)

  @Argument(help: "A folder of results, a raw dump or a model.")
  var a: String

  @Argument(help: "What to compare with it.")
  var b: String

  @OptionGroup(title: "Input, for two models")
  var input: InputOptions

  @OptionGroup
  var shapes: ShapeOptions

  @Option(
    help: .init(
      "Element type of raw dumps: u8 (default), i8, u16, i16, i32, i64, f16, f32.", valueName: "type"))
  var dtype: String?

  @Flag(help: "List layers that are equal, too.")
  var all = false

  @Flag(help: "Print one JSON object instead.")
  var json = false

  func run() throws {
    let sides = try DiffSides(
      a: a, b: b, input: input, elementType: dtype, settings: ModelSettings(shapes: try shapes.named))
    let comparison = Comparison(sides)
    if json {
      print(try JSONOutput.text(DiffReport(comparison, a: a, b: b)))
    } else {
      print(DiffText(comparison, a: a, b: b, showsEqual: all).text)
    }
    if !comparison.isEqual { throw ExitCode(CommandFailure.Code.work.rawValue) }
  }
}
