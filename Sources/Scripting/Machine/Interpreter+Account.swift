/// What is in use, for tests.
package struct MemoryAccount: Equatable, Sendable {
  /// Bytes that the board's heap would hold.
  package let boardByteCount: Int
  /// Bytes of the arena that objects have.
  package let hostByteCount: Int
  /// Objects that Swift owns for the script.
  package let hostObjectCount: Int
}

extension Interpreter {
  /// Collects garbage and says what is left; for use between two scripts, not within one.
  package func collectedAccount() -> MemoryAccount {
    collect()
    return MemoryAccount(
      boardByteCount: heap.boardBytes, hostByteCount: heap.hostBytes,
      hostObjectCount: heap.hosts.count - heap.freeHosts.count)
  }

  /// Collects and says how many bytes the board's heap would have for one more object; for functions of ours
  /// that hold no other values than their arguments.
  package func largestBoardBlock(_ args: Arguments) -> Int {
    clearRegisters(from: args.start + (args.count + 2 * args.keywordCount) * 8)
    collect()
    return max(0, heap.capacity - heap.boardBytes) / Heap.blockByteCount * Heap.blockByteCount
  }
}
