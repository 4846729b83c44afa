import BenchmarkKit
import Console
import Testing

@Suite("figures of RISC-V programs")
struct GuestTests {
  @Test("rates and the ratio to qemu; a program without qemu has an empty cell")
  func table() {
    var report = BenchmarkReport(
      machine: Machine(processor: "p", cores: 2, date: "d", load: 0, bestKernels: "scalar"))
    #expect(report.guestTable.rows.isEmpty)
    report.guests = [
      GuestFigure(program: "a", instructions: 400_000_000, milliseconds: 1000, qemuMilliseconds: 250),
      GuestFigure(program: "b", instructions: 1000, milliseconds: 0, qemuMilliseconds: nil),
    ]
    #expect(
      report.guestTable.rows == [
        ["a", "400,000,000", "1000.0", "400", "2.50", "0.25"], ["b", "1,000", "0.0", "0", "0.00", ""],
      ])
    #expect(report.markdown([]).contains("RISC-V programs on one hart"))
  }
}

@Suite("limits of RISC-V programs")
struct GuestLimitTests {
  private func verdicts(_ guests: [GuestFigure]) -> [JudgedLimit.Verdict] {
    var report = BenchmarkReport(
      machine: Machine(processor: "p", cores: 2, date: "d", load: 0, bestKernels: "scalar"))
    report.guests = guests
    return Limit.all.filter { $0.title.hasPrefix("one hart") }.map { JudgedLimit($0, report).verdict }
  }

  private func guest(_ program: String, mips: Double) -> GuestFigure {
    GuestFigure(
      program: program, instructions: 1_000_000, milliseconds: 1000 / mips, qemuMilliseconds: nil)
  }

  @Test("rates and growth are judged apart; what was not run is no miss")
  func verdicts() {
    let none = JudgedLimit.Verdict.notMeasurable("not part of this run")
    #expect(verdicts([]) == [none, none, none])
    #expect(verdicts([guest("integer", mips: 201), guest("float", mips: 59)]) == [.pass, .miss, none])
    let growing = [guest("straight code of 256", mips: 300), guest("straight code of 131072", mips: 190)]
    #expect(verdicts(growing)[2] == .miss)
    #expect(verdicts([growing[0], guest("straight code of 131072", mips: 280)])[2] == .pass)
  }
}
