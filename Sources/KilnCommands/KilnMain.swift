import ArgumentParser
import Console
import FoundationEssentials

/// Parses the arguments, runs the command and turns what it throws into words and an exit code.
public enum KilnMain {
  /// Runs `kiln` with the arguments behind its name and returns the exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    openClosedStandardStreams()
    endQuietlyOnClosedPipe()
    do {
      try refuseUnknownCommand(arguments)
      var command = try Kiln.parseAsRoot(arguments)
      try command.run()
      try flushOutput()
      return 0
    } catch let failure as CommandFailure {
      Talk.standard.say(failure)
      return failure.exitCode.rawValue
    } catch let code as ExitCode {
      // A command that has said all there is to say; a script's number may be any, also one that the parser has a use for.
      return code.rawValue
    } catch {
      let code = Kiln.exitCode(for: error)
      let message = Kiln.fullMessage(for: error)
      if code.isSuccess {
        if !message.isEmpty { Swift.print(message) }
        return 0
      }
      if !message.isEmpty { Talk.standard.say(message) }
      return code == .validationFailure ? CommandFailure.Code.usage.rawValue : code.rawValue
    }
  }

  /// Says which command was probably meant; the parser itself only names the unexpected word.
  private static func refuseUnknownCommand(_ arguments: [String]) throws(CommandFailure) {
    let commands = Kiln.configuration.subcommands.map { $0._commandName } + ["help"]
    guard let word = arguments.first, !word.isEmpty, !word.hasPrefix("-"), !commands.contains(word) else {
      return
    }
    let hint: String
    if let near = NearestName.find(word, among: commands) {
      hint = "did you mean: kiln \(near)"
    } else if Files.exists(word) {
      hint = "to see what the file is: kiln info \(word)"
    } else {
      hint = "kiln --help lists the commands"
    }
    throw CommandFailure(.usage, "kiln has no command named \(word)", hints: [hint])
  }

  /// Makes sure that the data has left the process: a full disk shows only now.
  private static func flushOutput() throws(CommandFailure) {
    if let reason = flushStandardOutput() {
      throw CommandFailure(.work, "standard output: cannot be written: \(reason)")
    }
  }
}
