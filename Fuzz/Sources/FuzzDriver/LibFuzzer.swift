internal import CLibFuzzer
internal import Glibc

/// The loop around a fuzzer: libFuzzer's, driven from an ordinary `main`.
public enum LibFuzzer {
  /// One call with mutated bytes; returns 0.
  public typealias Test = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

  /// Runs libFuzzer with the arguments of the process and exits with its code when it decides to stop.
  public static func run(_ test: Test) -> Never {
    var count = CommandLine.argc
    // Invariant: both live as long as the process; libFuzzer only moves entries within the array.
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
    return unsafe exit(LLVMFuzzerRunDriver(&count, &arguments, test))
  }

  /// The bytes of one call as an array; libFuzzer owns `start` for the length of the call.
  public static func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    // Invariant: libFuzzer passes `count` readable bytes, and `start` may be nil only when `count` is 0.
    unsafe Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// Reports a finding: libFuzzer saves the bytes of the current call as a reproducer.
  public static func finding(_ message: String) -> Never { fatalError(message) }
}
