import ArgumentParser

/// What users of `kiln flash` may have meant.
enum FlashWords {
  /// A failure to read a file whose name is nearly a subcommand's.
  static func meantAsCommand(_ file: String, or failure: CommandFailure) -> CommandFailure {
    let commands = FlashCommand.configuration.subcommands.map { $0._commandName }
    guard failure.exitCode == .file, !file.contains("."), !file.contains("/"),
      let near = NearestName.find(file, among: commands)
    else { return failure }
    return CommandFailure(failure.exitCode, failure.message, hints: ["did you mean: kiln flash \(near)"])
  }
}
