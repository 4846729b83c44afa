import BenchmarkKit
import Testing

@Suite("limits of a run")
struct LimitTests {
  /// The judged limit whose title begins so.
  private static func judged(_ title: String, _ report: BenchmarkReport) throws -> JudgedLimit {
    JudgedLimit(try #require(Limit.all.first { $0.title.hasPrefix(title) }), report)
  }

  @Test("dense sums: only large layers count, the worst one decides")
  func dense() throws {
    var report = SampleReport.report()
    report.families = [
      SampleReport.dense("avx2", gmacs: 85), SampleReport.dense("avx2", gmacs: 81, channels: 32),
      SampleReport.dense("avx2", gmacs: 20, channels: 3), SampleReport.dense("avx2", gmacs: 20, mmac: 3),
      SampleReport.dense("scalar", gmacs: 10),
    ]
    var limit = try Self.judged("avx2: sums of dense", report)
    #expect(limit.verdict == .pass && limit.count == 2)
    #expect(limit.worst?.subject == "32 channels")
    report.families.append(SampleReport.dense("avx2", gmacs: 79))
    limit = try Self.judged("avx2: sums of dense", report)
    #expect(limit.verdict == .miss && limit.missed == 1 && limit.isFault)
  }

  @Test("sets that a processor lacks cannot be judged")
  func otherProcessor() throws {
    var report = SampleReport.report()
    report.families = [SampleReport.dense("avx512vnni", gmacs: 1)]
    let limit = try Self.judged("avx512vnni: sums of dense", report)
    #expect(limit.verdict == .notMeasurable("not measurable on this processor"))
    #expect(!limit.isFault && limit.worst == nil)
  }

  @Test("what a run left out is not missed")
  func leftOut() throws {
    let limit = try Self.judged("avx2: finish", SampleReport.report())
    #expect(limit.verdict == .notMeasurable("not part of this run"))
  }

  @Test("finish: 2 or 3 segments and 16 have limits of their own")
  func finish() throws {
    var report = SampleReport.report(sets: ["avx2", "avx512vnni"])
    report.families = [
      SampleReport.finish("avx512vnni", nanoseconds: 0.4),
      SampleReport.finish("avx512vnni", nanoseconds: 0.9, segments: 16),
      SampleReport.finish("avx2", nanoseconds: 2.6, segments: 16),
    ]
    #expect(try Self.judged("avx512vnni: finish, 2", report).verdict == .pass)
    #expect(try Self.judged("avx512vnni: finish, 16", report).verdict == .pass)
    let missed = try Self.judged("avx2: finish", report)
    #expect(missed.verdict == .miss)
    // Nanoseconds depend on the clock.
    #expect(!missed.isFault)
  }

  @Test("models against the chip: small ones and those without a time are left out")
  func chip() throws {
    var report = SampleReport.report()
    report.models = [
      SampleReport.model("a_v3", chip: 30, rows: [("avx2", 1, 10)]),
      SampleReport.model("b_v3", mmac: 50, chip: 1, rows: [("avx2", 1, 10)]),
      SampleReport.model("c_v3", rows: [("avx2", 1, 10)]),
    ]
    let limit = try Self.judged("avx2, 1 thread: models", report)
    #expect(limit.verdict == .pass && limit.count == 1 && limit.worst?.value == 3)
    report.models.append(SampleReport.model("d_v3", chip: 9, rows: [("avx2", 1, 10)]))
    #expect(try Self.judged("avx2, 1 thread: models", report).verdict == .miss)
  }

  @Test("v3 models: rate by one thread of AVX-512")
  func rate() throws {
    var report = SampleReport.report(sets: ["avx512vnni"])
    report.models = [
      SampleReport.model("a_v3", rows: [("avx512vnni", 1, 4), ("avx512vnni", 2, 2)]),
      SampleReport.model("b_v4", rows: [("avx512vnni", 1, 40)]),
    ]
    let limit = try Self.judged("avx512vnni, 1 thread: v3", report)
    #expect(limit.verdict == .pass && limit.worst?.value == 50)
  }

  @Test("two threads are judged on a quiet machine alone")
  func threads() throws {
    var report = SampleReport.report()
    report.models = [SampleReport.model("a", mmac: 400, rows: [("avx2", 1, 10), ("avx2", 2, 8)])]
    #expect(try Self.judged("best set: 2 threads", report).worst == nil)
    report.machine.othersShare = 0.3
    #expect(try Self.judged("best set: 2 threads", report).worst == nil)
    report.machine.othersShare = 0.01
    let limit = try Self.judged("best set: 2 threads", report)
    #expect(limit.worst?.value == 1.25 && limit.isFault)
  }

  @Test("peers: MobileNets on one thread")
  func peers() throws {
    var report = SampleReport.report()
    report.peers = [
      try SampleReport.peer("mobilenet", ratio: 1.2),
      try SampleReport.peer("mobilenet", ratio: 0.5, threads: 2),
      try SampleReport.peer("yolo_dense", ratio: 0.1),
    ]
    let limit = try Self.judged("best set, 1 thread: MobileNets", report)
    #expect(limit.verdict == .pass && limit.count == 1)
  }

  @Test("values on the bound hold")
  func bound() {
    let report = SampleReport.report()
    for (bound, value, holds) in [
      (Limit.Bound.atLeast(2), 2.0, true), (.atLeast(2), 1.9, false), (.atMost(2), 2, true),
      (.atMost(2), 2.1, false), (.atLeast(2), .nan, false), (.atMost(2), .infinity, false),
    ] {
      let limit = Limit("test", .absolute, bound, .times) { _ in .values([.init("it", value)]) }
      #expect((JudgedLimit(limit, report).verdict == .pass) == holds, "\(bound) \(value)")
    }
  }
}
