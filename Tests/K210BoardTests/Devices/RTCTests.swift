import K210Board
import TestSupport
import Testing

@Suite("Real-time clock")
struct RTCTests {
  private typealias Stamp = [UInt64]

  /// What the vendor's driver does to set the clock and let it run: year, month, day, weekday, hour, minute, second.
  private func start(_ stamp: Stamp, count: UInt64 = 26_000_000, interrupts: UInt64 = 0, on board: Backplane)
    -> RTC
  {
    var rtc = RTC()
    rtc.set(0x1C, 2, board)
    rtc.set(0x10, count, board)
    rtc.set(0x14, 0, board)
    rtc.set(0x00, date(stamp), board)
    rtc.set(0x04, stamp[4] << 24 | stamp[5] << 16 | stamp[6] << 10, board)
    rtc.set(0x28, stamp[0] / 100, board)
    rtc.set(0x18, interrupts, board)
    rtc.set(0x1C, 1, board)
    return rtc
  }

  private func date(_ stamp: Stamp) -> UInt64 {
    stamp[3] | stamp[2] << 8 | stamp[1] << 16 | (stamp[0] % 100) << 20
  }

  private func stamp(_ rtc: inout RTC, _ board: Backplane) -> Stamp {
    let (date, time) = (rtc.read(0, board) ?? 0, rtc.read(4, board) ?? 0)
    let century = (rtc.read(0x28, board) ?? 0) & 31
    return [
      century * 100 + (date >> 20), date >> 16 & 15, date >> 8 & 31, date & 7, time >> 24 & 31,
      time >> 16 & 63,
      time >> 10 & 63,
    ]
  }

  private func sleep(_ seconds: Int64, _ rtc: inout RTC, _ board: Backplane) {
    let end = board.now + .seconds(seconds)
    while board.sleep(until: end) != nil { rtc.update(board) }
  }

  @Test(
    "the calendar goes on over months, years and leap days",
    arguments: [
      ([2020, 2, 28, 5, 23, 59, 59], 1, [2020, 2, 29, 6, 0, 0, 0]),
      ([2021, 2, 28, 0, 23, 59, 59], 1, [2021, 3, 1, 1, 0, 0, 0]),
      ([1999, 12, 31, 5, 23, 59, 50], 20, [2000, 1, 1, 6, 0, 0, 10]),
      ([2100, 2, 28, 0, 12, 0, 0], 86_400, [2100, 3, 1, 1, 12, 0, 0]),
      ([3199, 12, 31, 3, 23, 59, 59], 1, [0, 1, 1, 4, 0, 0, 0]),
      ([2024, 1, 31, 3, 0, 0, 0], 86_400 * 30, [2024, 3, 1, 5, 0, 0, 0]),
      // Dates and times that do not exist become the nearest that do.
      ([2023, 0, 0, 7, 31, 63, 63], 1, [2023, 1, 2, 1, 0, 0, 0]),
    ] as [([UInt64], Int64, [UInt64])])
  func calendar(from: [UInt64], seconds: Int64, to: [UInt64]) {
    let board = makeBackplane()
    var rtc = start(from, on: board)
    #expect(stamp(&rtc, board) == from)
    sleep(seconds, &rtc, board)
    #expect(stamp(&rtc, board) == to)
  }

  @Test("many seconds at once, or one after the other", arguments: 1...3) func steps(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let start: Stamp = [2023, 12, 30, 6, 21, 58, 3]
    let (slow, fast) = (makeBackplane(), makeBackplane())
    var watched = self.start(start, interrupts: 1, on: slow)
    var left = self.start(start, on: fast)
    let seconds = Int64.random(in: 1...5000, using: &random)
    sleep(seconds, &watched, slow)
    sleep(seconds, &left, fast)
    #expect(stamp(&watched, slow) == stamp(&left, fast))
  }

  @Test(
    "ticks per second, minute, hour, day",
    arguments: [(0, 4000), (1, 66), (2, 1), (3, 1)] as [(UInt64, Int)])
  func ticks(mode: UInt64, expected: Int) {
    let board = makeBackplane()
    board.enableInterrupts()
    var rtc = start([2022, 5, 5, 4, 23, 0, 0], interrupts: 1 | mode << 2, on: board)
    var count = 0
    let end = board.now + .seconds(4000)
    while board.sleep(until: end) != nil {
      rtc.update(board)
      if board.claim() == .rtc { count += 1 }
    }
    #expect(count == expected)
  }

  @Test(
    "an alarm rings when all fields of its mask agree",
    arguments: [(0b1110, 3), (0b10_1110, 1), (0, 0)] as [(UInt64, Int)])
  func alarm(mask: UInt64, expected: Int) {
    var count = 0
    for day: UInt64 in 5...7 {
      let board = makeBackplane()
      board.enableInterrupts()
      var rtc = start([2022, 5, day, day - 1, 12, 34, 40], on: board)
      rtc.set(0x08, date([2022, 5, 6, 5]), board)
      rtc.set(0x0C, 12 << 24 | 34 << 16 | 56 << 10, board)
      rtc.set(0x18, 2 | mask << 24, board)
      let end = board.now + .seconds(100)
      while board.sleep(until: end) != nil {
        rtc.update(board)
        guard board.claim() == .rtc else { continue }
        count += 1
        #expect(stamp(&rtc, board)[4...] == [12, 34, 56])
      }
    }
    #expect(count == expected)
  }

  @Test("the clock stands still while it is paused or set, and keeps the part of the second")
  func pause() {
    let board = makeBackplane()
    var rtc = start([2022, 1, 1, 6, 0, 0, 0], on: board)
    _ = board.sleep(until: board.now + .milliseconds(500))
    rtc.set(0x1C, 0, board)
    #expect(rtc.read(0x14, board) == 13_000_000)
    sleep(100, &rtc, board)
    rtc.set(0x1C, 1, board)
    _ = board.sleep(until: board.now + .milliseconds(501))
    #expect(stamp(&rtc, board)[6] == 1)
  }

  @Test("random accesses end well", arguments: 1...3) func traffic(seed: UInt64) {
    let board = makeBackplane()
    var rtc = RTC()
    rtc.suffer(seed: seed, byteCount: 0x40, on: board) { rtc, _ in rtc.update(board) }
    rtc.reset(board)
    #expect(board.timeline.next == .never)
  }
}
