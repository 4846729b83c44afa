// The heap is filled behind the script's back, which optimised builds do not allow.
#if DEBUG
import Testing

@testable import Scripting

struct LastResortTests {
  /// A script came so far: what it held left this computer's part no room for the words of its MemoryError.
  @Test func noRoomForAMemoryError_raisesTheOneMadeBefore() throws {
    let vm = try Interpreter(configuration: ScriptConfiguration(), host: MachineHost())
    for byteCount in [1 << 20, 1 << 12, 2048, 1024, 512, 256, 128, 96, 80, 64, 48, 40, 32, 24, 16] {
      do throws(OutOfMemory) {
        while true { _ = try vm.heap.allocate(.bytes, byteCount: byteCount, boardByteCount: 0) }
      } catch {}
    }
    let raised = vm.memoryError(100)
    #expect(raised.value == vm.lastResort)
    #expect(vm.typeName(raised.value) == "MemoryError")
    // And again: nothing was left behind.
    #expect(vm.memoryError(100).value == vm.lastResort)
  }
}
#endif
