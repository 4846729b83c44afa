import K210Board
import TestSupport
import Testing

@Suite("Ticks of a clock, watchdogs and timers")
struct TimerTests {
  /// The board's time after `ticks` of a clock of `hertz`, rounded up to its resolution.
  private func moment(_ ticks: UInt64, _ hertz: UInt64) -> BoardTime {
    BoardTime(picoseconds: (ticks * 1_000_000_000_000 + hertz - 1) / hertz)
  }

  // MARK: Watchdog

  private func startDog(interrupts: Bool, exponent: UInt64, on board: Backplane) -> Watchdog {
    var dog = Watchdog(index: 1)
    dog.set(0x04, exponent << 4 | exponent, board)
    dog.set(0x00, interrupts ? 3 : 1, board)
    return dog
  }

  @Test("a watchdog that nobody feeds resets the chip after its period")
  func starves() {
    let board = makeBackplane()
    var dog = startDog(interrupts: false, exponent: 3, on: board)
    let end = board.timeline.deadline(of: .watchdog1)
    #expect(end == moment(1 << 19, board.clocks.watchdogHertz[1]))
    #expect(board.sleep(until: .never) == .watchdog1)
    dog.update(board)
    #expect(board.requestedReset == .watchdog(1))
    #expect(board.timeline.next == .never)
  }

  @Test("with interrupts, the second period without food resets")
  func interrupts() {
    let board = makeBackplane()
    var dog = startDog(interrupts: true, exponent: 0, on: board)
    #expect(board.sleep(until: .never) == .watchdog1)
    dog.update(board)
    #expect(board.pendingSources == [.wdt1] && board.requestedReset == nil)
    #expect(dog.read(0x10, board) == 1)
    #expect(dog.read(0x14, board) == 0)
    #expect(dog.read(0x10, board) == 0 && board.pendingSources.isEmpty)
    for _ in 0..<2 {
      #expect(board.requestedReset == nil)
      #expect(board.sleep(until: .never) == .watchdog1)
      dog.update(board)
    }
    #expect(board.requestedReset == .watchdog(1))
  }

  @Test("food starts the period anew; a stopped dog is quiet; another clock moves the end")
  func food() {
    let board = makeBackplane()
    var dog = startDog(interrupts: true, exponent: 0, on: board)
    let hertz = board.clocks.watchdogHertz[1]
    #expect(board.sleep(until: moment(60_000, hertz)) == nil)
    #expect(abs(Int64(dog.read(0x08, board) ?? 0) - 5536) <= 1)
    dog.set(0x0C, 0x75, board)
    #expect(board.timeline.deadline(of: .watchdog1) == moment(1 << 16, hertz))
    dog.set(0x0C, 0x76, board)
    #expect(board.timeline.deadline(of: .watchdog1) > moment(125_535, hertz))
    var clocks = board.clocks
    clocks.watchdogHertz[1] = hertz / 2
    board.setClocks(clocks)
    dog.reschedule(board)
    #expect(board.timeline.deadline(of: .watchdog1) > moment(60_000 + 131_000, hertz))
    dog.set(0x00, 2, board)
    #expect(board.timeline.next == .never)
  }

  // MARK: Timers

  @Test("a periodic channel interrupts A or B until it is told that this was seen", arguments: 0...3)
  func periodic(channel: Int) {
    let board = makeBackplane()
    var timer = TimerBlock(index: 2)
    let base = 0x14 * channel
    timer.set(base, 999, board)
    timer.set(base + 8, 3, board)
    let hertz = board.clocks.timerHertz[2]
    for round: UInt64 in 1...3 {
      #expect(board.timeline.deadline(of: .timerBlock2) == moment(1000 * round, hertz))
      #expect(board.sleep(until: .never) == .timerBlock2)
      timer.update(board)
      #expect(board.pendingSources == [channel < 2 ? .timer2A : .timer2B])
      #expect(timer.read(0xA0, board) == 1 << UInt64(channel))
      #expect(board.timeline.next == .never)
      #expect(timer.read(base + 0xC, board) == 0)
      #expect(board.pendingSources.isEmpty)
    }
    timer.set(base + 8, 7, board)
    #expect(board.sleep(until: .never) == .timerBlock2)
    timer.update(board)
    #expect(board.pendingSources.isEmpty && timer.read(0xA0, board) == 0)
    #expect(timer.read(0xA8, board) == 1 << UInt64(channel))
  }

  @Test("the value counts down as a counter would, whatever is asked in between", arguments: 1...5)
  func value(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let board = makeBackplane()
    var timer = TimerBlock(index: 0)
    var clocks = board.clocks
    clocks.timerHertz[0] = 1_000_000
    board.setClocks(clocks)
    var load = UInt64.random(in: 0...20, using: &random)
    timer.set(0, load, board)
    timer.set(8, 7, board)
    // One tick is a microsecond; the model in the test counts every one of them.
    var count = load
    var next = load
    for microsecond: UInt64 in 1...300 {
      while board.sleep(until: moment(microsecond, 1_000_000)) != nil { timer.update(board) }
      if count == 0 { (count, load) = (next, next) } else { count -= 1 }
      switch Int.random(in: 0..<4, using: &random) {
      case 0: #expect(timer.read(4, board) == count)
      case 1:
        next = UInt64.random(in: 0...20, using: &random)
        timer.set(0, next, board)
      case 2: _ = timer.read(0xC, board)
      default: break
      }
    }
  }

  @Test("PWM: low for load_count, high for load_count2, changed from the next period on")
  func pwm() {
    let board = makeBackplane()
    var timer = TimerBlock(index: 1)
    timer.set(0, 29, board)
    timer.set(0xB0, 69, board)
    #expect(timer.signal(ofChannel: 0, board) == nil)
    timer.set(8, 0xF, board)
    let hertz = board.clocks.timerHertz[1]
    #expect(timer.signal(ofChannel: 0, board)?.hertz == Double(hertz) / 100)
    #expect(timer.signal(ofChannel: 0, board)?.duty == 0.7)
    for (tick, isHigh) in [(0, false), (29, false), (30, true), (99, true), (100, false)] as [(UInt64, Bool)]
    {
      _ = board.sleep(until: moment(tick, hertz))
      #expect(timer.isHigh(channel: 0, board) == isHigh)
    }
    timer.set(0xB0, 9, board)
    for (tick, isHigh) in [(150, true), (199, true), (229, false), (230, true), (240, false)]
      as [(UInt64, Bool)]
    {
      _ = board.sleep(until: moment(tick, hertz))
      timer.update(board)
      #expect(timer.isHigh(channel: 0, board) == isHigh)
    }
  }

  @Test("random accesses end well", arguments: 1...3) func traffic(seed: UInt64) {
    let board = makeBackplane()
    var timer = TimerBlock(index: 0)
    timer.suffer(seed: seed, byteCount: 0x100, on: board) { timer, _ in timer.update(board) }
    timer.reset(board)
    var dog = Watchdog(index: 0)
    dog.suffer(seed: seed, byteCount: 0x100, on: board) { dog, _ in dog.update(board) }
    dog.reset(board)
    #expect(board.timeline.next == .never && board.pendingSources.isEmpty)
  }
}
