internal import FuzzDriver

/// Reads mutated bytes as a kmodel v3.
@main
enum FuzzKModelV3 {
  static func main() {
    unsafe LibFuzzer.run { start, count in
      let bytes = unsafe LibFuzzer.bytes(start, count)
      RoundTrip.check(ForcedHeader.forcing(ForcedHeader.version3, on: bytes))
      return 0
    }
  }
}
