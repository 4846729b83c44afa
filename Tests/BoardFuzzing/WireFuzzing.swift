internal import K210Board
internal import K210Flash
internal import TestSupport

/// Random bytes and packets from the host, with RESET and BOOT pressed in between, at the mask ROM and at programs that listen.
public enum WireFuzzing {
  /// Instructions of a whole run.
  private static let instructionLimit: UInt64 = 50_000

  /// What one step of the input does: an operation, a length, and so many bytes.
  private enum Step: UInt8, CaseIterable {
    /// Bytes as they are.
    case bytes
    /// A packet with a right checksum and these bytes behind its words.
    case packet
    /// A memory write and a start of what was written.
    case program
    /// The program that sends back what comes.
    case echo
    /// RESET and BOOT by the first byte's bits, and power.
    case lines
    /// The host's speed.
    case baud
    /// Milliseconds pass.
    case time
  }

  /// Does what the bytes say; what must not be, nil when all is well.
  public static func finding(in bytes: [UInt8]) -> String? {
    let board = VirtualBoard(flash: FirmwareFuzzing.flash)
    board.setBoot(isLow: true)
    run(board, milliseconds: 60)
    var rest = bytes.prefix(4096)
    while let operation = rest.popFirst(), let count = rest.popFirst() {
      let data = Array(rest.prefix(Int(count)))
      rest = rest.dropFirst(data.count)
      let step = Step.allCases[Int(operation) % Step.allCases.count]
      take(step, data, code: operation, board)
      run(board, milliseconds: step == .time ? Int64(data.first ?? 1) % 64 : 2)
      if board.line.waitingCount > 1 << 20 { return "\(board.line.waitingCount) bytes wait" }
      // What is said to nobody may not grow: 64 ms at 20 Mbaud are 128,000 bytes.
      if board.line.takeOutput().count > 1 << 18 { return "the board talks faster than a line can" }
    }
    return board.instructionCount > instructionLimit ? "too many instructions" : nil
  }

  private static func run(_ board: VirtualBoard, milliseconds: Int64) {
    let end = board.now + .milliseconds(milliseconds)
    while board.run(until: end, instructionLimit: instructionLimit).isFault {}
  }

  private static func take(_ step: Step, _ data: [UInt8], code: UInt8, _ board: VirtualBoard) {
    let first = data.first ?? 0
    switch step {
    case .bytes: board.receive(data)
    case .packet:
      let codes: [UInt8] = [0xC2, 0xC3, 0xC5, 0xC6, 0xD4, first]
      board.receive(
        ISPRequest(
          code: codes[Int(code / 7) % codes.count], first: 0x8000_0000 &+ UInt32(first) << 16,
          second: UInt32(data.count), data: data
        ).wire)
    case .program:
      board.receive(ISPRequest.memoryWrite(data, at: 0x8000_0000).wire)
      board.receive(ISPRequest.boot(at: 0x8000_0000).wire)
      run(board, milliseconds: 40)
    case .echo:
      board.receive(ISPRequest.memoryWrite(Assembler.bytes(BoardPrograms.echo), at: 0x8000_0000).wire)
      board.receive(ISPRequest.boot(at: 0x8000_0000).wire)
      run(board, milliseconds: 40)
    case .lines:
      if first & 4 != 0 { board.cutPower() }
      board.setReset(isLow: first & 1 != 0)
      board.setBoot(isLow: first & 2 != 0)
      if first & 8 != 0 { run(board, milliseconds: 60) }
    case .baud:
      let speed = data.prefix(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      board.line.hostBaud = speed == 0 ? nil : speed
    case .time: break
    }
  }

  /// Conversations as flashers have them.
  public static var seeds: [[UInt8]] {
    func step(_ step: Step, _ data: [UInt8]) -> [UInt8] { [step.rawValue, UInt8(data.count)] + data }
    let greeting = step(.bytes, ISPRequest.greeting(.maskROM).wire)
    return [
      greeting + step(.time, [20]),
      greeting + step(.program, Assembler.bytes(BoardPrograms.saying("x"))) + step(.time, [10]),
      step(.echo, []) + step(.bytes, Array("hello".utf8)) + step(.baud, [0, 1, 0xC2, 0])
        + step(.bytes, Array("hello".utf8)) + step(.time, [10]),
      step(.lines, [1]) + step(.lines, [8]) + step(.lines, [3]) + step(.lines, [10]) + greeting,
      step(.baud, [0, 1, 0xC2, 0]) + [1 + 7 * 3, 4, 0x00, 0x60, 0xE3, 0x16] + step(.time, [20]) + greeting,
    ]
  }
}
