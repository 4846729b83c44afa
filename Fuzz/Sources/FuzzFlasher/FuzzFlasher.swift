internal import FlashScenarios
internal import FuzzDriver

/// Has a flasher work with a ROM and a stub that say anything, in sound frames.
@main
enum FuzzFlasher {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = Adversary.play(unsafe LibFuzzer.bytes(start, count)).finding {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
