/// One connection of GDB to a machine: bytes in, bytes out, and what to do with the harts.
///
/// It does no input or output and runs nothing, so that one thread can drive everything:
///
/// 1. When somebody connects, make a session; the machine is at rest while ``isRunning`` is false.
/// 2. Feed what arrives to ``receive(_:)``, do the actions in their order, send what ``takeOutput()`` gives.
/// 3. While ``isRunning``, run the harts as the last ``Action/resume(_:)`` says (``DebugResume/run(_:_:)``), in slices;
///    between slices go to 2.
/// 4. When a hart stops for the debugger, run no hart any further (all stop together), tell ``stopped(_:)`` and send what
///    it gives.
/// 5. When the connection is lost, call ``end()``.
///
/// What arrives is not trusted: packets are bounded, senseless ones are answered with an error, unknown ones with nothing.
///
/// **Source**: GDB manual, appendix "GDB Remote Serial Protocol"; checked with GDB 13.1.
public final class GDBSession {
  /// What the driver of the machine has to do.
  public enum Action: Sendable, Equatable {
    /// Run harts until one stops, then call ``GDBSession/stopped(_:)``.
    case resume(DebugResume)
    /// The user wants the machine to stop: between slices, call ``GDBSession/interrupted()``.
    case halt
    /// The debugger goes, and the machine runs on without it; close the connection after sending what is left.
    case detach
    /// The debugger wants the machine to end; close the connection.
    case kill
  }

  /// Bytes that wait to be sent, at most, before packets are dropped: GDB waits for each answer, so it never gets there.
  static let outputLimit = 1 << 18

  let target: any DebugTarget
  /// Whether the harts run.
  public private(set) var isRunning = false
  /// Why they last stopped.
  var lastStop = DebugStop(hart: 0, .stepped)
  /// The hart whose registers are meant, and those that `c` and `s` resume: nil for all.
  var selectedHart = 0
  var resumedHart: Int?
  /// Breakpoints and watchpoints as GDB set them.
  var placed: Set<GDBPlacement> = []
  /// Whether GDB knows `swbreak` and `hwbreak` in stop replies.
  var reportsBreakKinds = (software: false, hardware: false)
  /// Whether packets are acknowledged; over TCP nobody needs that.
  var acknowledges = true

  private var reader = GDBPacketReader()
  private var output: [UInt8] = []
  private var lastPacket: [UInt8] = []
  private var actions: [Action] = []
  private var resumed: DebugResume?
  private var hasEnded = false

  /// A session with a machine at rest.
  public init(target: any DebugTarget) {
    self.target = target
    target.debuggerAttached()
  }

  // MARK: The driver's side

  /// Takes what arrived; what to do comes back in order.
  public func receive(_ bytes: some Sequence<UInt8>) -> [Action] {
    for byte in bytes where !hasEnded {
      guard let event = reader.take(byte) else { continue }
      take(event)
    }
    defer { actions = [] }
    return actions
  }

  /// Tells the debugger that the harts stopped; nothing happens when it did not have them run.
  public func stopped(_ stop: DebugStop) {
    guard isRunning else { return }
    isRunning = false
    lastStop = stop
    if target.debugHarts.indices.contains(stop.hart) { selectedHart = stop.hart }
    send(stopReply())
  }

  /// Tells the debugger that the harts stopped as it wanted; the hart that it looked at counts, if that one ran.
  public func interrupted() {
    let ran = resumed?.modes.indices.filter { resumed?.modes[$0] != .still } ?? []
    stopped(DebugStop(hart: ran.contains(selectedHart) ? selectedHart : ran.first ?? 0, .interrupted))
  }

  /// What is to be sent, once.
  public func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// The connection is lost: what the debugger set goes away, and the machine may run on.
  public func end() {
    guard !hasEnded else { return }
    hasEnded = true
    isRunning = false
    placed = []
    target.debuggerDetached()
  }

  // MARK: The packets' side

  private func take(_ event: GDBPacketReader.Event) {
    switch event {
    case .acknowledged: break
    case .refused: if acknowledges, output.count < Self.outputLimit { output += lastPacket }
    case .interrupt: if isRunning { actions.append(.halt) }
    case .damaged: if acknowledges, output.count < Self.outputLimit { output.append(UInt8(ascii: "-")) }
    case .tooLong: answer { .failed(.malformed) }
    case .packet(let body): answer { reply(to: body) }
    }
  }

  /// Acknowledges a packet, and answers it if the machine is at rest or the debugger goes.
  private func answer(_ reply: () -> GDBReply) {
    guard output.count < Self.outputLimit else { return }
    if acknowledges { output.append(UInt8(ascii: "+")) }
    send(reply())
  }

  /// Sends a packet, or nothing.
  func send(_ reply: GDBReply) {
    guard let body = reply.body else { return }
    lastPacket = GDBPacket.framed(body)
    output += lastPacket
  }

  /// Has the driver run harts.
  func resume(_ modes: [DebugResume.Mode]) -> GDBReply {
    guard modes.contains(where: { $0 != .still }) else { return .failed(.malformed) }
    let resume = DebugResume(modes)
    (isRunning, resumed) = (true, resume)
    actions.append(.resume(resume))
    return .none
  }

  /// Ends the session with an action.
  func leave(_ action: Action) {
    actions.append(action)
    end()
  }
}
