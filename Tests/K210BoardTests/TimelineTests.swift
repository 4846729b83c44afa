import K210Board
import Testing

@Suite("Time of the board")
struct TimelineTests {
  @Test("Events come in the order of their moments, each once, and the last arrangement counts")
  func order() {
    var timeline = Timeline()
    timeline.schedule(.kpu, at: BoardTime(picoseconds: 30))
    timeline.schedule(.rtc, at: BoardTime(picoseconds: 10))
    timeline.schedule(.dma, at: BoardTime(picoseconds: 20))
    timeline.schedule(.rtc, at: BoardTime(picoseconds: 40))
    #expect(timeline.next == BoardTime(picoseconds: 20))
    #expect(timeline.takeDue(at: BoardTime(picoseconds: 19)) == nil)
    timeline.cancel(.kpu)
    let all = BoardTime(picoseconds: 100)
    #expect(timeline.takeDue(at: all) == .dma)
    #expect(timeline.takeDue(at: all) == .rtc)
    #expect(timeline.takeDue(at: all) == nil)
    #expect(timeline.next == .never)
  }

  @Test("Cycles and moments turn into each other, across changes of the clock")
  func clock() {
    var clock = CPUClock(hertz: 390_000_000, startsAt: BoardTime(picoseconds: 7))
    for cycle: UInt64 in [0, 1, 39, 390_000_000, 390_000_000_000 + 1] {
      #expect(clock.cycle(at: clock.time(atCycle: cycle)) == cycle)
    }
    #expect(clock.time(atCycle: 390_000_000).picoseconds == 1_000_000_000_007)
    clock.change(to: 26_000_000, atCycle: 390_000_000)
    #expect(clock.time(atCycle: 390_000_000 + 26_000_000).picoseconds == 2_000_000_000_007)
    #expect(clock.cycle(at: .never) == .max)
    #expect(clock.time(atCycle: .max) == .never)
  }

  @Test("Moments of cycles are exact, whether products fit a machine word or not")
  func exactClock() {
    // 390 MHz has a short ratio to picoseconds, a prime number of hertz has none.
    for hertz: UInt64 in [390_000_000, 26_000_000, 399_999_959, 1] {
      let clock = CPUClock(hertz: hertz, startsAt: .zero)
      for cycle: UInt64 in [1, 38, 12_345_678, 12_345_678_901, 1 << 42] {
        let (high, low) = cycle.multipliedFullWidth(by: BoardTime.second)
        guard high < hertz else {
          #expect(clock.time(atCycle: cycle) == .never)
          continue
        }
        let moment = BoardTime(picoseconds: hertz.dividingFullWidth((high, low)).quotient)
        #expect(clock.time(atCycle: cycle) == moment)
        #expect(clock.cycle(at: moment) == cycle)
        #expect(clock.cycle(at: BoardTime(picoseconds: moment.picoseconds + 1)) == cycle + 1)
      }
    }
  }

  @Test("Durations count whole picoseconds, and ticks are exact")
  func durations() {
    #expect(Duration.ticks(26_000_000, of: 26_000_000) == .seconds(1))
    #expect(Duration.ticks(3, of: 195_000_000).wholePicoseconds == 15_384)
    #expect(Duration.ticks(1, of: 0) > .seconds(1_000_000))
    #expect((BoardTime.zero + .seconds(-1)) == .zero)
    #expect((BoardTime(picoseconds: 5) + .seconds(Int64.max)) == .never)
    #expect((BoardTime(picoseconds: 5) - BoardTime(picoseconds: 9)) == .zero)
  }
}
