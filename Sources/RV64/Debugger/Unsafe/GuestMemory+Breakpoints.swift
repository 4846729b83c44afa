/// Breakpoints: addresses of instructions that harts stop before.
///
/// A breakpoint is the entry of a decoded page, so it costs nothing where there is none; the bytes of the program stay
/// as they are, for harts and debuggers alike. Decoding puts it back after a program wrote over it.
extension GuestMemory {
  /// Breakpoints at one time, at most.
  public static let breakpointLimit = 4096

  /// Has each hart stop before the instruction at an address, whatever place of the RAM it runs it at.
  ///
  /// False when no instruction can start there, or there are ``breakpointLimit`` already.
  public func setBreakpoint(at address: UInt64) -> Bool {
    guard let offset = instructionOffset(of: address) else { return false }
    guard breakpoints.contains(offset) || breakpoints.count < Self.breakpointLimit else { return false }
    breakpoints.insert(offset)
    forgetInstruction(at: offset)
    return true
  }

  /// Takes a breakpoint away; false when there is none.
  @discardableResult
  public func removeBreakpoint(at address: UInt64) -> Bool {
    guard let offset = instructionOffset(of: address), breakpoints.remove(offset) != nil else { return false }
    forgetInstruction(at: offset)
    return true
  }

  /// Takes all breakpoints away.
  public func removeBreakpoints() {
    for offset in breakpoints { forgetInstruction(at: offset) }
    breakpoints.removeAll()
  }

  /// Whether a breakpoint lies on an address.
  public func hasBreakpoint(at address: UInt64) -> Bool {
    instructionOffset(of: address).map(breakpoints.contains) ?? false
  }

  /// Whether a breakpoint lies on an offset.
  ///
  /// Never inlined: with the search inside, the loop that runs programs took 9 to 23 % longer (docs/rv64.md).
  @inline(never) func isBreakpoint(_ offset: Int) -> Bool { breakpoints.contains(offset) }

  /// Has the next run of an instruction not see its breakpoint, until ``coverBreakpoint(at:)``.
  func uncoverBreakpoint(at address: UInt64) {
    guard let offset = instructionOffset(of: address), breakpoints.contains(offset) else { return }
    decode(at: offset, seesBreakpoints: false)
  }

  /// Puts a breakpoint back that was uncovered.
  func coverBreakpoint(at address: UInt64) {
    guard let offset = instructionOffset(of: address), breakpoints.contains(offset) else { return }
    forgetInstruction(at: offset)
  }

  private func instructionOffset(of address: UInt64) -> Int? {
    address % 2 == 0 ? offset(of: UInt32(truncatingIfNeeded: address), size: 2) : nil
  }

  /// Has one instruction decoded anew; `offset` is even and was checked.
  private func forgetInstruction(at offset: Int) {
    guard let entries = unsafe pages[offset / Self.pageByteCount] else { return }
    unsafe entries[offset % Self.pageByteCount / 2] = .undecoded
  }
}
