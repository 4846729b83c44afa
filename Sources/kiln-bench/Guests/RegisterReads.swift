import BenchmarkKit
import K210Board
import K210Flash

/// A program on the virtual board that reads a device's register over and over: what an access costs, by way of hart, bus and block.
struct RegisterReads {
  private let board: VirtualBoard
  /// Reads between two of the loop's own instructions, so that a time per instruction is nearly one per access.
  private static let readsPerTurn: UInt32 = 62
  /// Instructions of one measured run.
  private static let instructionCount: UInt64 = 2_000_000

  /// A board whose program runs already.
  init() throws {
    // csrrs x5, mhartid, x0; bne x5, x0, to the end; lui x10, 0x38000
    var words: [UInt32] = [0xF140_22F3, 0, 0x3800_0537]
    // lw x6, 0x18(x10): `div` of UARTHS
    words += [UInt32](repeating: 0x0185_2303, count: Int(Self.readsPerTurn))
    // addi x7, x7, 1: a turn that changes nothing would be left out; jal x0, to the first lw.
    words += [0x0013_8393, Self.jump(-4 * Int32(Self.readsPerTurn + 1))]
    words[1] = Self.branchIfSet(UInt32(4 * (words.count - 1)))
    // wfi; jal x0, -4
    words += [0x1050_0073, Self.jump(-4)]
    let program = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
    board = VirtualBoard(flash: NORFlash(contents: try FirmwareImage(program: program).encoded))
    board.finishReset()
  }

  /// Time of one run.
  func figure(_ stopwatch: Stopwatch) throws -> GuestFigure {
    let milliseconds = try stopwatch.milliseconds {
      _ = board.run(until: .never, instructionLimit: board.instructionCount + Self.instructionCount)
    }
    return GuestFigure(
      program: "reads of a register on the board", instructions: Int(Self.instructionCount),
      milliseconds: milliseconds, qemuMilliseconds: nil)
  }

  /// `jal x0, offset`.
  private static func jump(_ offset: Int32) -> UInt32 {
    let bits = UInt32(bitPattern: offset)
    return (bits >> 20 & 1) << 31 | (bits >> 1 & 0x3FF) << 21 | (bits >> 11 & 1) << 20
      | (bits >> 12 & 0xFF) << 12 | 0x6F
  }

  /// `bne x5, x0, offset`, forwards.
  private static func branchIfSet(_ offset: UInt32) -> UInt32 {
    (offset >> 5 & 0x3F) << 25 | 5 << 15 | 1 << 12 | (offset >> 1 & 0xF) << 8 | (offset >> 11 & 1) << 7 | 0x63
  }
}
