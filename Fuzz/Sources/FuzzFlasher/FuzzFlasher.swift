internal import FlashScenarios
internal import FuzzDriver

/// Has a flasher work with a ROM and a stub that say anything, in sound frames.
@main
enum FuzzFlasher {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = FlasherFuzzing.finding(in: unsafe LibFuzzer.bytes(start, count)) {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
