internal import BoardFuzzing
internal import FuzzDriver

/// Has the mask ROM and programs take mutated bytes from the host.
@main
enum FuzzBoardWire {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = WireFuzzing.finding(in: unsafe LibFuzzer.bytes(start, count)) {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
