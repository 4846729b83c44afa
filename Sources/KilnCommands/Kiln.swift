public import ArgumentParser

/// The `kiln` command and its subcommands.
public struct Kiln: ParsableCommand {
  /// Name, summary and subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "kiln",
    abstract: "A workbench for small neural accelerators: read, run and compare compiled models.",
    discussion: """
      Start with `kiln info FILE`, then `kiln sim MODEL --input PICTURE`.

      Data goes to standard output, talk to standard error. Exit codes: 0 done, 1 the work failed, \
      2 wrong usage, 3 a file that cannot be read.
      """,
    version: version,
    subcommands: [
      InfoCommand.self, CheckCommand.self, SimCommand.self, EstimateCommand.self, FitCommand.self,
      DiffCommand.self, BuildCommand.self, CompareCommand.self, DevicesCommand.self, FlashCommand.self,
      PortsCommand.self, PackCommand.self, UnpackCommand.self,
      BoardCommand.self,
      RunCommand.self, ReplCommand.self, ModulesCommand.self, ModemShimCommand.self,
    ])

  /// The tool's version.
  static let version = "0.1.0"

  /// Made by the argument parser.
  public init() {}
}
