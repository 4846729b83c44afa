/// A breakpoint or watchpoint as GDB set it.
struct GDBPlacement: Hashable {
  /// The digit behind `Z`.
  enum Kind: UInt8 {
    case softwareBreakpoint, hardwareBreakpoint, writeWatchpoint, readWatchpoint, accessWatchpoint

    /// What it waits for; nil for breakpoints.
    var watch: Watchpoint.Kind? {
      switch self {
      case .softwareBreakpoint, .hardwareBreakpoint: nil
      case .writeWatchpoint: .write
      case .readWatchpoint: .read
      case .accessWatchpoint: .access
      }
    }
  }

  let kind: Kind
  /// As GDB wrote it; the low 32 bits count.
  let address: UInt64
  /// Watchpoints: bytes; breakpoints: 0, since the length of an instruction does not matter here.
  let byteCount: Int

  var watchpoint: Watchpoint? {
    kind.watch.map { Watchpoint($0, at: UInt32(truncatingIfNeeded: address), byteCount: byteCount) }
  }
}

extension GDBSession {
  /// `Z`: sets a breakpoint or watchpoint; once more changes nothing.
  ///
  /// Breakpoints of either kind are the same here; `displace` minds those that share an instruction.
  func place(_ fields: inout GDBFields) -> GDBReply {
    switch placement(&fields) {
    case .failure(let reply): return reply.reply
    case .success(let placement):
      guard !placed.contains(placement) else { return .ok }
      guard set(placement) else { return .failed(.noRoom) }
      placed.insert(placement)
      return .ok
    }
  }

  /// `z`: takes it away; nothing happens when there is none.
  func displace(_ fields: inout GDBFields) -> GDBReply {
    switch placement(&fields) {
    case .failure(let reply): return reply.reply
    case .success(let placement):
      guard placed.remove(placement) != nil else { return .ok }
      if let watchpoint = placement.watchpoint {
        target.removeWatchpoint(watchpoint)
      } else {
        target.removeBreakpoint(at: placement.address)
      }
      // Others may have meant the same: one of the other kind, or by another place of the RAM, which starts at a page.
      for other in placed where (other.address ^ placement.address) % 4096 == 0 { _ = set(other) }
      return .ok
    }
  }

  /// What a stop reply says of a breakpoint.
  ///
  /// Nothing when GDB set none at this very address, but at another place of the RAM: it would take the stop for one
  /// of a breakpoint that is gone, and go on.
  func breakReason(at pc: UInt64) -> String {
    let isAt = { (kind: GDBPlacement.Kind) in
      self.placed.contains(GDBPlacement(kind: kind, address: pc, byteCount: 0))
    }
    if reportsBreakKinds.hardware, isAt(.hardwareBreakpoint) { return "hwbreak:;" }
    return reportsBreakKinds.software && isAt(.softwareBreakpoint) ? "swbreak:;" : ""
  }

  private func set(_ placement: GDBPlacement) -> Bool {
    if let watchpoint = placement.watchpoint { return target.setWatchpoint(watchpoint) }
    return target.setBreakpoint(at: placement.address)
  }

  private struct Refusal: Error {
    let reply: GDBReply
  }

  /// `type,address,kind`; conditions and commands, which are not offered, may follow behind `;` and do not count.
  private func placement(_ fields: inout GDBFields) -> Result<GDBPlacement, Refusal> {
    guard let type = fields.number(), fields.skip(","), let address = fields.number(), fields.skip(","),
      let count = fields.number(), count <= UInt64(UInt32.max), fields.isAtEnd || fields.skip(";")
    else { return .failure(Refusal(reply: .failed(.malformed))) }
    guard let kind = UInt8(exactly: type).flatMap(GDBPlacement.Kind.init) else {
      return .failure(Refusal(reply: .unsupported))
    }
    let byteCount = kind.watch == nil ? 0 : Int(count)
    return .success(GDBPlacement(kind: kind, address: address, byteCount: byteCount))
  }
}
