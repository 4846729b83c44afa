import ArgumentParser
import Console
import Foundation

/// Parses the arguments, runs the command and turns what it throws into words and an exit code.
public enum KilnMain {
  /// Runs `kiln` with the arguments behind its name and returns the exit code.
  public static func run(_ arguments: [String]) -> Int32 {
    endQuietlyOnClosedPipe()
    do {
      var command = try Kiln.parseAsRoot(arguments)
      try command.run()
      return 0
    } catch let failure as CommandFailure {
      Talk.standard.say(failure)
      return failure.exitCode.rawValue
    } catch {
      let code = Kiln.exitCode(for: error)
      let message = Kiln.fullMessage(for: error)
      if code.isSuccess {
        if !message.isEmpty { Swift.print(message) }
        return 0
      }
      Talk.standard.say(message)
      return code == .validationFailure ? CommandFailure.Code.usage.rawValue : code.rawValue
    }
  }
}
