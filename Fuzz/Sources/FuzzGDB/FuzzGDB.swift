internal import BoardFuzzing
internal import FuzzDriver

/// Has a debugging session take mutated packets.
@main
enum FuzzGDB {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      if let finding = DebuggerFuzzing.finding(in: unsafe LibFuzzer.bytes(start, count)) {
        LibFuzzer.finding(finding)
      }
      return 0
    }
  }
}
