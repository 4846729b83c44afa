internal import K210Board
internal import K210Flash
internal import RV64
internal import TestSupport

/// Random bytes as a program that both harts run, with the addresses of devices at hand.
public enum FirmwareFuzzing {
  /// Instructions of both harts together.
  static let instructionLimit: UInt64 = 10_000
  /// When a run ends at the latest; the ROM starts the program after 50 ms.
  static let timeLimit = BoardTime.zero + VirtualBoard.bootSampleDelay + .milliseconds(5)
  /// Bytes of a program.
  static let byteLimit = 8192

  /// Base addresses that programs find in x8 and up; x5 holds the hart's number, x6 RAM that is nobody's code.
  private static let devices: [UInt32] = [
    0x0200_0000, 0x0C00_0000, 0x3800_0000, 0x3800_1000, 0x4080_0000, 0x5000_0000, 0x5020_0000, 0x5021_0000,
    0x502B_0000, 0x502C_0000, 0x502D_0000, 0x5028_0000, 0x5040_0000, 0x5042_0000, 0x5044_0000, 0x5045_0000,
    0x5046_0000, 0x5200_0000, 0x5400_0000, 0x8020_0000, 0x8060_0000, 0x4000_0000,
  ]

  /// What runs first: fills the registers and has traps go on two bytes behind whatever trapped, in x31.
  private static var prefix: [UInt32] {
    let handler = [
      Assembler.csrrs(31, 0x341, 0), Assembler.addi(31, 31, 2), Assembler.csrrw(0, 0x341, 31), Assembler.mret,
    ]
    // `mtvec` is direct: the address of the handler, behind the jump over it.
    let start: [UInt32] = Assembler.li(31, 0x8000_0004) + [Assembler.csrrw(0, 0x305, 31)]
    let registers = devices.enumerated().flatMap { Assembler.li(UInt32(8 + $0), $1) }
    let floats = Assembler.li(31, 0x6000) + [Assembler.csrrs(0, 0x300, 31)]
    return [Assembler.jal(0, Int32(4 * (handler.count + 1)))] + handler + start + floats
      + [Assembler.csrrs(5, 0xF14, 0)] + Assembler.li(6, 0x8010_0000) + registers
  }

  /// Erased chips of 4 MiB, the smallest.
  static let flash = NORFlash(.w25q32)

  /// Runs the bytes; what must not be, nil when all is well.
  public static func finding(in bytes: [UInt8]) -> String? {
    guard !bytes.isEmpty, bytes.count <= byteLimit else { return nil }
    let first = Outcome(running: bytes)
    if first.instructionCount > instructionLimit { return "\(first.instructionCount) instructions were run" }
    if bytes.count % 8 == 0, Outcome(running: bytes) != first { return "a second run ended differently" }
    return nil
  }

  /// How a run ended.
  private struct Outcome: Equatable {
    let stops: [BoardStop]
    let instructionCount: UInt64
    let now: BoardTime
    let harts: [HartState]
    let output: [UInt8]

    init(running bytes: [UInt8]) {
      var flash = FirmwareFuzzing.flash
      let program = Assembler.bytes(prefix) + bytes
      if let image = try? FirmwareImage(program: program) { flash.load(image.encoded, at: 0) }
      let board = VirtualBoard(flash: flash)
      board.receive(bytes.prefix(16))
      var stops: [BoardStop] = []
      // Each hart may fault once for each start, and a program may reset the chip; the limits end it anyway.
      repeat {
        stops.append(board.run(until: timeLimit, instructionLimit: instructionLimit))
      } while stops.last?.isFault ?? false
      (self.stops, instructionCount, now) = (stops, board.instructionCount, board.now)
      harts = board.harts.map(\.state)
      output = board.line.takeOutput()
    }
  }

  /// Pieces of a program that tries everything, and accesses to each device.
  public static func seeds(selftest: [UInt8]) -> [[UInt8]] {
    let pieces = stride(from: 0, to: selftest.count, by: 2048).map {
      Array(selftest[$0..<min($0 + 1024, selftest.count)])
    }
    let accesses = (0..<22).map { device -> [UInt8] in
      let base = UInt32(8 + device)
      let words = (0..<16).flatMap { register -> [UInt32] in
        let offset = Int32(register * 8)
        return [
          Assembler.load(2, 6, base, offset), Assembler.store(2, base, 5, offset),
          Assembler.addi(5, 5, 37), Assembler.store(3, base, 5, offset),
        ]
      }
      return Assembler.bytes(words)
    }
    return pieces + accesses + [Assembler.bytes(BoardPrograms.writingFlash("fuzz"))]
  }
}

extension BoardStop {
  /// Whether a program did what nobody handles.
  var isFault: Bool { if case .fault = self { true } else { false } }
}
