import K210Boards
package import Scripting

extension MaixBoard {
  /// A block of the system heap; where there is none, the console says what the SDK's allocator says.
  package func systemBlock(_ vm: Interpreter, _ byteCount: Int) -> SystemHeap.Block? {
    if let block = systemHeap.allocate(byteCount) { return block }
    sayOutOfMemory(vm)
    return nil
  }

  /// Has the console say what the SDK's allocator says when there is no room.
  func sayOutOfMemory(_ vm: Interpreter) {
    // Cycles since the start, of a core at its usual 400 MHz.
    let cycles = vm.host.microseconds() &* 400
    vm.say("E (\(cycles)) SYSCALL: Out of memory")
  }

  /// Tells the user what the board's `OSError: 12` leaves out.
  func explainRefusal(of what: String, needing byteCount: Int, help: String) {
    let free = "the largest free block has \(systemHeap.largestByteCount) of \(systemHeap.capacity)"
    explainOnce(
      "\(what) need \(byteCount) bytes of the system heap; \(free) on firmware \(configuration.firmware.id); "
        + help)
  }
}
