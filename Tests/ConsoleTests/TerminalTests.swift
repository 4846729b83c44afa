import Console
import Testing

@Suite("What a terminal allows, and what is shown on it")
struct TerminalTests {
  @Test(
    "colour and bar need a terminal that can do it",
    arguments: [
      (true, [:], true, true), (false, [:], false, false), (true, ["NO_COLOR": "1"], false, true),
      (true, ["NO_COLOR": ""], true, true), (true, ["TERM": "dumb"], false, false),
    ] as [(Bool, [String: String], Bool, Bool)])
  func policy(isTerminal: Bool, environment: [String: String], color: Bool, bar: Bool) {
    let policy = TerminalPolicy(isTerminal: isTerminal, environment: environment)
    #expect(policy.allowsColor == color)
    #expect(policy.allowsProgressBar == bar)
    #expect((policy.styled("x", .red) == "\u{1B}[31mx\u{1B}[0m") == color)
  }

  @Test(
    "the width is the terminal's, else the variable's, else 80",
    arguments: [
      (120, "100", 120), (nil, "100", 100), (nil, nil, 80), (0, "100", 100), (nil, "wide", 80),
      (nil, "-3", 80),
      (5, nil, 20), (.max, nil, 10_000),
    ] as [(Int?, String?, Int)])
  func width(columns: Int?, variable: String?, expected: Int) {
    let environment = variable.map { ["COLUMNS": $0] } ?? [:]
    #expect(TerminalPolicy(isTerminal: true, environment: environment, columns: columns).width == expected)
    #expect(TerminalPolicy(isTerminal: false, environment: environment, columns: columns).width == nil)
  }

  @Test("an error has two hints at most, each on its line")
  func hints() {
    let block = HintBlock(.error, "layer 7: channel count 0\nmust be 1", hints: ["try a", "try\tb", "try c"])
    #expect(block.description == "error: layer 7: channel count 0 must be 1\n  hint: try a\n  hint: try b")
    #expect(HintBlock(.warning, "w").description == "warning: w")
    let policy = TerminalPolicy(isTerminal: true, environment: [:])
    #expect(
      HintBlock(.error, "e", hints: ["h"]).text(for: policy)
        == "\u{1B}[31merror\u{1B}[0m: e\n  \u{1B}[1mhint\u{1B}[0m: h")
    let plain = TerminalPolicy(isTerminal: false, environment: [:])
    #expect(block.text(for: plain) == block.description)
  }

  @Test("a bar shows share, amount, rate and time left")
  func bar() {
    let bar = ProgressBar(label: "writing", unit: .bytes, total: 4 << 20)
    #expect(
      bar.line(done: 1 << 20, elapsed: 4, width: 80)
        == "writing [####-------------]   25 %  1.0 MiB of 4.0 MiB  256.0 KiB/s  12.0 s left")
    #expect(
      bar.line(done: 4 << 20, elapsed: 4, width: 60) == "writing  100 %  4.0 MiB of 4.0 MiB  1.0 MiB/s  4.0 s"
    )
  }

  @Test("layers have their own words; only finished work shows 100 %")
  func items() {
    let bar = ProgressBar(label: "run", unit: .items("layers"), total: 1000)
    #expect(bar.line(done: 999, elapsed: 0, width: 45) == "run [##########-]   99 %  999 of 1,000 layers")
    #expect(bar.line(done: 5000, elapsed: 2, width: 40) == "run  100 %  1,000 of 1,000 layers  500/…")
    let open = ProgressBar(label: "read", unit: .items("lines"), total: nil)
    #expect(open.line(done: 30, elapsed: 2, width: 80) == "read  30 lines  15.0/s  2.0 s")
  }

  @Test(
    "no line is wider than asked, whatever the numbers",
    arguments: [Int.min, 0, 1, 50, .max], [Double.nan, -1, 0, 1e-300, 1, .infinity])
  func anyNumbers(done: Int, elapsed: Double) {
    for unit in [ProgressBar.Unit.bytes, .items("层")] {
      for total in [nil, 0, 100, Int.max] as [Int?] {
        for width in [0, 1, 20, 79, 500] {
          let line = ProgressBar(label: "猫", unit: unit, total: total).line(
            done: done, elapsed: elapsed, width: width)
          #expect(DisplayWidth.of(line) <= width)
        }
      }
    }
  }
}
