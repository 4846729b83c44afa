import K210Board
import RV64

/// Why `kiln board` comes to its end.
enum BoardEnding: Equatable {
  /// Nothing will ever happen again: the program sleeps, or loops for good.
  case stopped
  /// The text of `--until` came.
  case untilSeen
  /// The text of `--fail` came.
  case failSeen
  /// The program stopped without the text of `--until`.
  case untilNeverSeen
  /// A program did what nobody handles.
  case fault(HartFault)
  /// The mask ROM found nothing to start.
  case bootFailed(String)
  /// The time or the instructions are over.
  case timeout
  /// The user asked for it.
  case signal(Int32)
  /// The debugger asked for it.
  case killed

  /// What the process ends with.
  var exitCode: Int32 {
    switch self {
    case .stopped, .untilSeen, .signal, .killed: 0
    case .failSeen, .untilNeverSeen, .fault, .bootFailed: 1
    case .timeout: 124
    }
  }

  /// One word for JSON.
  var word: String {
    switch self {
    case .stopped: "stopped"
    case .untilSeen: "until"
    case .failSeen: "fail"
    case .untilNeverSeen: "until-never-seen"
    case .fault: "fault"
    case .bootFailed: "boot-failed"
    case .timeout: "timeout"
    case .signal: "signal"
    case .killed: "killed"
    }
  }
}

/// When to give up.
struct BoardLimits {
  /// Seconds, of the board's time or the user's.
  var seconds: Double?
  /// Instructions of both harts.
  var instructions: UInt64?
}
