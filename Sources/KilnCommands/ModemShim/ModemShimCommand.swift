import ArgumentParser
import Glibc

/// `kiln modem-shim`: where the preload library is.
struct ModemShimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "modem-shim",
    abstract: "Print the path of the library that lets other programs reset a virtual board.",
    discussion: """
      A pseudo-terminal has no DTR and RTS, which flashers need. With the library they have them:

        LD_PRELOAD=$(kiln modem-shim) kflash -p /dev/pts/3 -B dan firmware.bin

      It finds the board from the terminal's path and leaves all other terminals alone.
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    guard let executable = executablePath() else {
      throw CommandFailure(.work, "/proc/self/exe: cannot be read: \(systemMessage(errno))")
    }
    let path = try ModemShimLibrary.find(executable: executable)
    print(json ? try JSONOutput.text(Report(path: path)) : path)
  }

  private struct Report: Encodable {
    let schema = 1
    let path: String
  }
}
