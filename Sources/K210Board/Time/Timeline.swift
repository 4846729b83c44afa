/// What will happen on the board by itself, and when: one deadline per event.
package struct Timeline: Sendable, Equatable {
  /// Who waits for a moment.
  package enum Event: Int, Sendable, CaseIterable {
    /// `mtimecmp` of a hart.
    case timer0Compare, timer1Compare
    /// The next byte from the host has arrived.
    case hostByte
    /// A byte has left a transmitter.
    case uarthsSent, uart1Sent, uart2Sent, uart3Sent
    /// A receiver has held bytes for four characters without a new one.
    case uart1Quiet, uart2Quiet, uart3Quiet
    /// The next step of a controller.
    case spi0, spi1, spi3, dma, kpu
    /// The next change of a timer, clock or watchdog.
    case timerBlock0, timerBlock1, timerBlock2, rtc, watchdog0, watchdog1
    /// The mask ROM says its next byte.
    case romByte
    /// The chip looks at its BOOT pin after a reset.
    case bootSample

    /// Whether it is the end of work that is under way, so that no user wants to wait for it by the clock on the wall.
    var isTraffic: Bool {
      switch self {
      case .timer0Compare, .timer1Compare, .timerBlock0, .timerBlock1, .timerBlock2, .rtc, .watchdog0,
        .watchdog1,
        .bootSample:
        false
      default: true
      }
    }
  }

  private var deadlines = [BoardTime](repeating: .never, count: Event.allCases.count)
  /// When the next event happens; ``BoardTime/never`` for none.
  package private(set) var next = BoardTime.never

  /// A timeline without events.
  package init() {}

  /// Has an event happen at `time` instead of any earlier arrangement.
  package mutating func schedule(_ event: Event, at time: BoardTime) {
    let wasNext = deadlines[event.rawValue] == next
    deadlines[event.rawValue] = time
    if time < next {
      next = time
    } else if wasNext {
      next = deadlines.min() ?? .never
    }
  }

  /// Calls an event off.
  package mutating func cancel(_ event: Event) {
    if deadlines[event.rawValue] != .never { schedule(event, at: .never) }
  }

  /// When an event happens; ``BoardTime/never`` when it does not.
  package func deadline(of event: Event) -> BoardTime { deadlines[event.rawValue] }

  /// Takes out the most urgent event that is due at `time`, nil when none is.
  package mutating func takeDue(at time: BoardTime) -> Event? {
    guard next <= time, next != .never, let index = deadlines.firstIndex(of: next) else { return nil }
    let event = Event.allCases[index]
    cancel(event)
    return event
  }
}
