internal import FuzzDriver

/// Reads mutated bytes as a kmodel v4.
@main
enum FuzzKModelV4 {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      RoundTrip.check(ForcedHeader.forcing(ForcedHeader.version4, on: bytes))
      return 0
    }
  }
}
