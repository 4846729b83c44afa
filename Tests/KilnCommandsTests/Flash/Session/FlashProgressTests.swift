import KilnCommands
import Testing

@Suite("Progress of kiln flash")
struct FlashProgressTests {
  @Test("a terminal gets a bar, ten times a second at most, and always the last one") func bars() {
    var progress = FlashProgress(width: 80)
    var bars = 0
    for step in 0...1000 {
      if case .bar(let bar)? = progress.take(
        label: "writing", done: step, total: 1000, at: Double(step) / 1000)
      {
        bars += 1
        #expect(bar.count < 80 && bar.hasPrefix("writing ["))
        if step == 1000 { #expect(bar.contains("100 %")) }
      }
    }
    #expect((10...12).contains(bars))
  }

  @Test("elsewhere a line comes every 10 % at most, and every two seconds at most") func lines() {
    func count(seconds: Double) -> Int {
      var progress = FlashProgress(width: nil)
      return (0...1000).count { step in
        let output = progress.take(
          label: "writing", done: step << 10, total: 1000 << 10, at: seconds * Double(step) / 1000)
        if case .line(let line)? = output { #expect(line.hasPrefix("writing")) }
        return output != nil
      }
    }
    #expect(count(seconds: 1) == 0)
    #expect(count(seconds: 9) == 4)
    #expect(count(seconds: 1000) == 9)
  }

  @Test("each work is timed from its own start") func labels() {
    var progress = FlashProgress(width: 80)
    _ = progress.take(label: "comparing", done: 0, total: 100, at: 0)
    _ = progress.take(label: "writing", done: 0, total: 1 << 20, at: 100)
    guard case .bar(let bar)? = progress.take(label: "writing", done: 1 << 19, total: 1 << 20, at: 101) else {
      Issue.record("there is no bar")
      return
    }
    #expect(bar.contains("512.0 KiB/s  1.0 s left"), "\(bar)")
  }
}
