import Glibc
import KilnCommands

@main
struct Main {
  static func main() {
    exit(KilnMain.run(Array(CommandLine.arguments.dropFirst())))
  }
}
