internal import BoardFuzzing
internal import FuzzDriver

/// Runs mutated bytes as a program of both harts.
@main
enum FuzzBoardFirmware {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = FirmwareFuzzing.finding(in: unsafe LibFuzzer.bytes(start, count)) {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
