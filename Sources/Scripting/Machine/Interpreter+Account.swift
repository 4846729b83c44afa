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
      boardByteCount: heap.boardBytes, hostByteCount: heap.hostBytes, hostObjectCount: heap.hosts.count - heap.freeHosts.count)
  }
}
