internal import BoardFuzzing
internal import FuzzDriver

/// Reads mutated bytes as an ELF program.
@main
enum FuzzELF {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = ProgramFuzzing.finding(in: unsafe LibFuzzer.bytes(start, count)) {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
