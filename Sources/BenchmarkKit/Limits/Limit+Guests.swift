extension Limit {
  /// What the simulated hart has to reach.
  static let guests: [Limit] = [
    rate("integer", atLeast: 200), rate("float", atLeast: 60),
    Limit("one hart: instruction of 131072 against one of 256", .ratio, .atMost(1.5), .times) { report in
      let straight = report.guests.filter { $0.program.hasPrefix("straight") && $0.mips > 0 }
      guard let first = straight.first, let last = straight.last, straight.count > 1 else {
        return .missing("not part of this run")
      }
      return .values([Observation(last.program, first.mips / last.mips)])
    },
  ]

  private static func rate(_ program: String, atLeast mips: Double) -> Limit {
    Limit("one hart: \(program) program", .absolute, .atLeast(mips), .mips) { report in
      guard let guest = report.guests.first(where: { $0.program == program }) else {
        return .missing("not part of this run")
      }
      return .values([Observation(program, guest.mips)])
    }
  }
}
