/// An instance of a script's class that derives from `io.IOBase`, as native code reads and writes it
/// (py/modio.c).
///
/// That is by its methods `readinto`, `write` and `ioctl`. The instance is the caller's to keep.
final class ScriptedStream: ScriptStream {
  private let object: Value

  init(_ object: Value) { self.object = object }

  /// Requests of `ioctl` (py/stream.h).
  private enum Request {
    static let flush = 1
    static let close = 4
  }

  /// What the device asks for at a time, which the script sees in the sizes of its buffers.
  var streamChunkByteCount: Int { 256 }

  func readStream(_ vm: Interpreter, atMost count: Int) throws(Raised) -> [UInt8]? {
    let buffer = vm.keep(try vm.newByteArray([UInt8](repeating: 0, count: count)))
    defer { vm.release(to: buffer) }
    guard let taken = try transfer(vm, .readinto, vm.kept[buffer]) else { return nil }
    return Array(try vm.bufferBytes(vm.kept[buffer]).prefix(max(taken, 0)))
  }

  func writeStream(_ vm: Interpreter, _ bytes: ArraySlice<UInt8>) throws(Raised) -> Int? {
    let buffer = vm.keep(try vm.newByteArray(Array(bytes)))
    defer { vm.release(to: buffer) }
    guard let taken = try transfer(vm, .write, vm.kept[buffer]) else { return nil }
    return min(max(taken, 0), bytes.count)
  }

  /// Calls a method with a buffer; nil for `None`, which says that there is nothing to do yet.
  private func transfer(_ vm: Interpreter, _ method: Name, _ buffer: Value) throws(Raised) -> Int? {
    let result = try vm.call(try vm.attribute(object, vm.name(method)), [buffer])
    return result == .none ? nil : try vm.integerArgument(result)
  }

  func flushStream(_ vm: Interpreter) throws(Raised) { try control(vm, Request.flush) }

  func closeStream(_ vm: Interpreter) throws(Raised) { try control(vm, Request.close) }

  private func control(_ vm: Interpreter, _ request: Int) throws(Raised) {
    let method = try vm.attribute(object, vm.name(.ioctl))
    let result = try vm.integerArgument(try vm.call(method, [Value(small: request), Value(small: 0)]))
    if result < 0 { throw vm.osError(0 - max(result, -Int(Int32.max))) }
  }
}
