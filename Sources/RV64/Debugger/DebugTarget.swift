/// A machine that a debugger looks into and whose harts it stops, while somebody else runs them.
///
/// The protocol has what a debugger does to a machine at rest. Running stays with the machine's driver: a session asks
/// for it (``GDBSession/Action``) and is told how it ended (``GDBSession/stopped(_:)``). Everything but the harts has a
/// default that does it to each hart and its memory.
public protocol DebugTarget: AnyObject {
  /// The harts by number, at least one, all with the same memory.
  var debugHarts: [Hart] { get }

  /// The bytes from an address on that can be read, at most `count`; none when nothing answers there.
  func debugRead(at address: UInt64, count: Int) -> [UInt8]
  /// Writes bytes; false when not all of them could be.
  func debugWrite(_ bytes: [UInt8], at address: UInt64) -> Bool

  /// Has all harts stop before an instruction; false when that cannot be.
  func setBreakpoint(at address: UInt64) -> Bool
  /// Takes a breakpoint away; nothing happens when there is none.
  func removeBreakpoint(at address: UInt64)
  /// Has each hart stop before an access; false when that cannot be.
  func setWatchpoint(_ watchpoint: Watchpoint) -> Bool
  /// Takes a watchpoint away; nothing happens when there is none.
  func removeWatchpoint(_ watchpoint: Watchpoint)

  /// A debugger came: programs that reach an `ebreak` stop from now on.
  func debuggerAttached()
  /// The debugger went: nothing stops for it any more.
  func debuggerDetached()

  /// What a list of threads says about a hart.
  func debugDescription(ofHart hart: Int) -> String
  /// Commands of the machine's own, for GDB's `monitor`.
  var monitorCommands: [MonitorCommand] { get }
  /// Runs one of ``monitorCommands``; the text for the user ends in a newline when it is not empty.
  func runMonitorCommand(_ name: String, arguments: [String]) -> String
}

/// A command for GDB's `monitor`.
public struct MonitorCommand: Sendable, Equatable {
  /// The first word.
  public let name: String
  /// What it does, in a line, after its arguments.
  public let help: String

  /// A command.
  public init(_ name: String, help: String) {
    self.name = name
    self.help = help
  }
}

extension DebugTarget {
  /// No commands but those of the session.
  public var monitorCommands: [MonitorCommand] { [] }
  /// Nothing.
  public func runMonitorCommand(_ name: String, arguments: [String]) -> String { "" }

  /// The hart's number, its mode, and whether it waits for an interrupt.
  public func debugDescription(ofHart hart: Int) -> String {
    guard debugHarts.indices.contains(hart) else { return "" }
    let mode = debugHarts[hart].csr.isMachineMode ? "machine mode" : "user mode"
    return "hart \(hart), \(mode)" + (debugHarts[hart].isWaiting ? ", waits for an interrupt" : "")
  }

  /// Has `ebreak` stop each hart.
  public func debuggerAttached() {
    for hart in debugHarts { hart.stopsAtBreakInstructions = true }
  }

  /// Takes breakpoints and watchpoints away and has `ebreak` trap again.
  public func debuggerDetached() {
    for hart in debugHarts {
      hart.stopsAtBreakInstructions = false
      hart.removeWatchpoints()
      hart.memory.removeBreakpoints()
    }
  }

  /// Sets it in the memory of the harts.
  public func setBreakpoint(at address: UInt64) -> Bool {
    debugHarts.first?.memory.setBreakpoint(at: address) ?? false
  }

  /// Takes it from the memory of the harts.
  public func removeBreakpoint(at address: UInt64) {
    debugHarts.first?.memory.removeBreakpoint(at: address)
  }

  /// Sets it in each hart, or in none.
  public func setWatchpoint(_ watchpoint: Watchpoint) -> Bool {
    guard debugHarts.allSatisfy({ $0.setWatchpoint(watchpoint) }) else {
      removeWatchpoint(watchpoint)
      return false
    }
    return true
  }

  /// Takes it from each hart.
  public func removeWatchpoint(_ watchpoint: Watchpoint) {
    for hart in debugHarts { hart.removeWatchpoint(watchpoint) }
  }
}
