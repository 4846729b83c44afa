import Console
import Reports
import Simulation
import Testing

@Suite("an estimate as text and as comma-separated values")
struct EstimateTextTests {
  private let text = EstimateText(
    title: "m.kmodel", chip: "K210", SampleEstimate.estimate, plans: SampleEstimate.plans)

  @Test("the summary says what it comes to, with units")
  func summary() {
    #expect(
      text.summary == [
        "m.kmodel on K210, KPU 400 MHz, CPU 400 MHz", "",
        "  time      0.025 ms ± 0.011 ms (42.0 %), 40000.0 inferences per second; "
          + "bringing in the input takes 0.001 ms more",
        "  goes to   compute 0.008 ms, weights 0.001 ms, CPU 0.015 ms, start/end 0.002 ms",
        "  KPU       352.0 kMAC in all; its own layers run at 35.2 of 230.4 GMAC/s (15.3 %)",
        "  KPU RAM   peak 2.0 KiB at layer 1, average 1.3 KiB; 3.0 KiB reserved of 2.0 MiB",
        "  main      not used",
        "  known     measured 8.0 %, fitted 32.0 %, guessed 60.0 % of the time",
      ])
  }

  @Test("the table shows the slowest layers first, or all in order; no line is wider than asked")
  func table() {
    let lines = text.text(showsAllLayers: true, width: nil).split(separator: "\n")
    #expect(lines.contains("3 layers"))
    #expect(lines.suffix(3).map { $0.first } == ["0", "1", "2"])
    let narrow = text.text(showsAllLayers: false, width: 60).split(separator: "\n")
    #expect(narrow.suffix(4).allSatisfy { $0.count <= 60 })
    #expect(narrow.suffix(3).map { $0.first } == ["1", "2", "0"])
  }

  @Test("comma-separated values hold every figure; the resources of a row add up to its cycles")
  func values() {
    let csv = EstimateTable(SampleEstimate.estimate, plans: SampleEstimate.plans).everything.csv
    let rows = csv.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.count == 4)
    #expect(rows[0].suffix(2) == ["kpu_ram_bytes", "main_memory_bytes"])
    let columns = Dictionary(uniqueKeysWithValues: zip(rows[0], 0...))
    for row in rows.dropFirst() {
      let parts = ["compute", "weights", "data", "cpu", "fixed"].compactMap { name in
        columns["\(name)_cycles"].flatMap { Int(row[$0]) }
      }
      #expect(parts.count == 5 && Int(row[columns["cycles"] ?? 0]) == parts.reduce(0, +))
      #expect(row.count == rows[0].count)
    }
    #expect(rows[2][columns["kpu_ram_bytes"] ?? 0] == "2048")
    #expect(rows[1][columns["utilization"] ?? 0] == "0.3333")
  }

  @Test("beside a run it is one line")
  func line() {
    #expect(
      EstimateText.line(SampleEstimate.estimate, chip: "K210")
        == "on a K210: about 0.025 ms ± 0.011 ms, input 0.001 ms more (estimated; see `kiln estimate`)")
  }
}
