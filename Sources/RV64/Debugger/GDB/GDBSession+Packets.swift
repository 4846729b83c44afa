import Bytes

extension GDBSession {
  /// Does what a packet says.
  func reply(to body: [UInt8]) -> GDBReply {
    var fields = GDBFields(body.dropFirst())
    guard let kind = body.first.map(Unicode.Scalar.init) else { return .unsupported }
    switch kind {
    case "D":
      send(.ok)
      leave(.detach)
      return .none
    case "k":
      leave(.kill)
      return .none
    case "v": return verb(&fields)
    // While harts run, GDB sends ^C and nothing else.
    case _ where isRunning: return .none
    case "?": return stopReply()
    case "g": return .bytes(DebugRegister.general.flatMap { digits(of: $0) })
    case "G": return writeGeneral(&fields)
    case "p": return readRegister(&fields)
    case "P": return writeRegister(&fields)
    case "m": return readMemory(&fields)
    case "M": return writeMemory(&fields)
    case "X": return writeBinaryMemory(&fields)
    case "c", "s": return resumeSimply(kind == "s", &fields)
    case "C", "S":
      guard fields.number() != nil, fields.isAtEnd || fields.skip(";") else { return .failed(.malformed) }
      return resumeSimply(kind == "S", &fields)
    case "Z": return place(&fields)
    case "z": return displace(&fields)
    case "H": return select(&fields)
    case "T":
      guard case .hart(let hart)? = fields.thread() else { return .failed(.malformed) }
      return target.debugHarts.indices.contains(hart) ? .ok : .failed(.notThere)
    case "q": return query(&fields)
    case "Q":
      guard fields.skip(word: "StartNoAckMode"), fields.isAtEnd else { return .unsupported }
      acknowledges = false
      return .ok
    default: return .unsupported
    }
  }

  /// `Hg` and `Hc`: which hart other packets mean.
  private func select(_ fields: inout GDBFields) -> GDBReply {
    let isGeneral = fields.skip("g")
    guard isGeneral || fields.skip("c"), let thread = fields.thread(), fields.isAtEnd else {
      return .failed(.malformed)
    }
    if case .hart(let hart) = thread {
      guard target.debugHarts.indices.contains(hart) else { return .failed(.notThere) }
      if isGeneral { selectedHart = hart } else { resumedHart = hart }
    } else if !isGeneral {
      resumedHart = nil
    }
    return .ok
  }

  // MARK: Going on

  /// Verbs: `vCont`, `vKill`.
  private func verb(_ fields: inout GDBFields) -> GDBReply {
    if fields.skip(word: "Kill") {
      guard fields.isAtEnd || fields.skip(";") else { return .unsupported }
      send(.ok)
      leave(.kill)
      return .none
    }
    guard !isRunning else { return .none }
    guard fields.skip(word: "Cont") else { return .unsupported }
    if fields.skip("?") { return .text("vCont;c;C;s;S;r") }
    var modes = [DebugResume.Mode?](repeating: nil, count: target.debugHarts.count)
    while fields.skip(";") {
      guard let action = continuation(&fields) else { return .failed(.malformed) }
      for hart in modes.indices where modes[hart] == nil {
        switch action.thread {
        case .all: modes[hart] = action.mode
        case .any: if hart == lastStop.hart { modes[hart] = action.mode }
        case .hart(hart): modes[hart] = action.mode
        case .hart: break
        }
      }
    }
    guard fields.isAtEnd else { return .unsupported }
    return resume(modes.map { $0 ?? .still })
  }

  /// One action of `vCont`: `c`, `s`, either with a signal, which no hart takes, or `r` with a range; then perhaps a thread.
  private func continuation(_ fields: inout GDBFields) -> (mode: DebugResume.Mode, thread: GDBThread)? {
    let mode: DebugResume.Mode
    if fields.skip("c") {
      mode = .run
    } else if fields.skip("s") {
      mode = .single
    } else if fields.skip("r") {
      guard let start = fields.number(), fields.skip(","), let end = fields.number(), start <= end else {
        return nil
      }
      mode = .step(within: start..<end)
    } else {
      mode = fields.skip("C") ? .run : .single
      guard mode == .run || fields.skip("S"), fields.number() != nil else { return nil }
    }
    guard fields.skip(":") else { return (mode, .all) }
    return fields.thread().map { (mode, $0) }
  }

  /// `c` and `s`, perhaps with an address: the harts of `Hc`; a step is one hart's.
  private func resumeSimply(_ isStep: Bool, _ fields: inout GDBFields) -> GDBReply {
    let hart = resumedHart ?? selectedHart
    if !fields.isAtEnd {
      guard let address = fields.number(), fields.isAtEnd,
        target.debugHarts[hart].set(.programCounter, to: address)
      else { return .failed(.malformed) }
    }
    let isMeant = { (index: Int) in index == hart || (!isStep && self.resumedHart == nil) }
    return resume(target.debugHarts.indices.map { isMeant($0) ? (isStep ? .single : .run) : .still })
  }

  /// Why the harts stopped, with registers that GDB asks for first.
  func stopReply() -> GDBReply {
    if case .exited(let code) = lastStop.reason { return .text("W\(Hexadecimal.string([code]))") }
    guard target.debugHarts.indices.contains(lastStop.hart) else { return .failed(.notThere) }
    let hart = target.debugHarts[lastStop.hart]
    var text = "T\(Hexadecimal.string([lastStop.signal]))thread:\(String(lastStop.hart + 1, radix: 16));"
    switch lastStop.reason {
    case .breakpoint: text += breakReason(at: hart.pc)
    case .watchpoint(let kind, let address):
      let name =
        switch kind {
        case .write: "watch"
        case .read: "rwatch"
        case .access: "awatch"
        }
      text += "\(name):\(String(address, radix: 16));"
    case .stepped, .interrupted, .exception, .exited: break
    }
    for (number, register) in DebugRegister.all.enumerated() where Self.expedited.contains(register) {
      let value = String(decoding: digits(of: register, on: hart), as: UTF8.self)
      text += "\(Hexadecimal.string([UInt8(number)])):\(value);"
    }
    return .text(text)
  }

  /// Stack pointer, frame pointer and program counter.
  private static let expedited: [DebugRegister] = [.integer(2), .integer(8), .programCounter]
}
