import Bytes

extension GDBSession {
  /// Packets that begin with `q`.
  func query(_ fields: inout GDBFields) -> GDBReply {
    if fields.skip(word: "Supported") { return supported(&fields) }
    if fields.skip(word: "Xfer:features:read:target.xml:") { return description(&fields) }
    if fields.skip(word: "fThreadInfo") {
      let threads = target.debugHarts.indices.map { String($0 + 1, radix: 16) }
      return .text("m" + threads.joined(separator: ","))
    }
    if fields.skip(word: "sThreadInfo") { return .text("l") }
    if fields.skip(word: "ThreadExtraInfo,") {
      guard case .hart(let hart)? = fields.thread(), target.debugHarts.indices.contains(hart) else {
        return .failed(.notThere)
      }
      return .text(Hexadecimal.string(target.debugDescription(ofHart: hart).utf8))
    }
    if fields.skip(word: "Rcmd,") {
      guard let line = fields.bytes() else { return .failed(.malformed) }
      return runMonitor(String(decoding: line, as: UTF8.self))
    }
    if fields.skip(word: "Attached") { return .text("1") }
    if fields.skip(word: "Symbol:") { return .ok }
    if fields.skip("C"), fields.isAtEnd { return .text("QC\(String(selectedHart + 1, radix: 16))") }
    return .unsupported
  }

  private func supported(_ fields: inout GDBFields) -> GDBReply {
    let features = fields.rest.dropFirst().split(separator: UInt8(ascii: ";"))
    reportsBreakKinds = (
      features.contains { $0.elementsEqual("swbreak+".utf8) },
      features.contains { $0.elementsEqual("hwbreak+".utf8) }
    )
    let size = String(GDBPacketReader.bodyLimit, radix: 16)
    return .text(
      "PacketSize=\(size);QStartNoAckMode+;qXfer:features:read+;vContSupported+;swbreak+;hwbreak+")
  }

  /// A piece of the target description: `m` when more follows, else `l`.
  private func description(_ fields: inout GDBFields) -> GDBReply {
    guard let start = fields.number(), fields.skip(","), let count = fields.number(), fields.isAtEnd else {
      return .failed(.malformed)
    }
    let document = GDBTargetDescription.xml.utf8
    guard start <= UInt64(document.count) else { return .failed(.malformed) }
    // Half of the size, since any byte may have to be escaped.
    let piece = document.dropFirst(Int(start)).prefix(Int(min(count, UInt64(GDBPacketReader.bodyLimit / 2))))
    let isLast = Int(start) + piece.count == document.count
    return .bytes([UInt8(ascii: isLast ? "l" : "m")] + piece)
  }

  // MARK: Commands of the user

  /// Bytes of a command's text that one packet carries.
  private static let monitorPieceByteCount = 2048
  /// Bytes of a command's text that are sent, at most.
  private static let monitorLimit = 1 << 16

  private func runMonitor(_ line: String) -> GDBReply {
    let words = line.split(separator: " ").map(String.init)
    let name = words.first ?? "help"
    let text: String
    if target.monitorCommands.contains(where: { $0.name == name }) {
      text = target.runMonitorCommand(name, arguments: Array(words.dropFirst()))
    } else if name == "help" {
      text = monitorHelp
    } else {
      text = "no command of this name; `monitor help` lists them\n"
    }
    // Pieces are console output; the last packet says that there is no more.
    var rest = Array(text.utf8.prefix(Self.monitorLimit))[...]
    while !rest.isEmpty {
      let piece = Hexadecimal.string(rest.prefix(Self.monitorPieceByteCount))
      send(.text("O" + piece))
      rest = rest.dropFirst(Self.monitorPieceByteCount)
    }
    return .ok
  }

  private var monitorHelp: String {
    let commands = [MonitorCommand("help", help: "lists the commands")] + target.monitorCommands
    return commands.map { "\($0.name): \($0.help)\n" }.joined()
  }
}
