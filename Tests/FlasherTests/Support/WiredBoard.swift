import Flasher
import K210Boards
import K210Flash

/// RESET, BOOT, mask ROM and a program that says one letter, behind a USB bridge with the wiring of some kind of board, on a time of its own.
///
/// It does with RESET and BOOT what the virtual board does (`VirtualBoard.bootSampleDelay`), and costs nothing.
final class WiredBoard: Transport {
  enum Phase: Equatable {
    case held, starting, isp, running
  }

  let hasModemLines = true
  private let wiring: ResetWiring
  private(set) var lines = ModemLines()
  private(set) var now = Duration.zero
  /// What the chip is doing.
  private(set) var phase = Phase.running
  /// How often the program was started after the first time.
  private(set) var startCount = 0
  private var bootSampledAt = Duration.zero
  private let rom = ROMPeer()
  private var answer: [UInt8] = []

  /// How long after RESET went up BOOT is looked at.
  private static let bootSampleDelay = Duration.milliseconds(50)
  /// What a USB bridge takes from one request to the next.
  private static let requestTime = Duration.milliseconds(1)

  /// A board that runs its program, on a port that was opened and has its lines like this.
  init(_ wiring: ResetWiring, lines: ModemLines) {
    self.wiring = wiring
    for line in ModemLine.allCases { set(line, lines[line]) }
    wait(until: .milliseconds(200))
  }

  /// How RESET and BOOT stand.
  var pins: ResetPins { wiring.pins(lines) }

  func set(_ line: ModemLine, _ isAsserted: Bool) {
    var new = lines
    new[line] = isAsserted
    if wiring.pulsesReset(from: lines, to: new) { phase = .held }
    lines = new
    if pins.resetLow {
      phase = .held
    } else if phase == .held {
      (phase, bootSampledAt) = (.starting, now + Self.bootSampleDelay)
    }
    wait(until: now + Self.requestTime)
  }

  func wait(until deadline: Duration) {
    now = max(now, deadline)
    guard phase == .starting, now >= bootSampledAt else { return }
    phase = pins.bootLow ? .isp : .running
    if phase == .running { startCount += 1 }
  }

  func write(_ bytes: [UInt8], until deadline: Duration) {
    if phase == .isp { answer += rom.take(bytes) }
  }

  func read(until deadline: Duration) -> [UInt8] {
    if answer.isEmpty { wait(until: deadline) }
    defer { answer = [] }
    return answer
  }

  func setBaud(_ rate: Int) {}

  func reopen(until deadline: Duration) throws(TransportError) { throw .unplugged }
}
