/// What a user can do, what it saves and whether it helps, judged by the same sums as the case itself.
package struct FitRemedy: Sendable, Equatable {
  /// What to do; several things belong together.
  package let changes: [FitChange]
  /// Changes in place of the only one that help as well, such as other firmware.
  package let alternatives: [FitChange]
  /// The case with the changes made.
  package let result: FitCase
  /// What came of it before.
  package let before: FitVerdict
  /// What comes of it.
  package let verdict: FitVerdict

  /// Bytes of general memory that it saves; negative when it costs some.
  package var savedBytes: Int { before.totalBytes - verdict.totalBytes }
}

extension FitRemedy {
  /// Everything worth trying, in rising effort; empty when the model loads without a doubt.
  ///
  /// Single changes first; when none of them is enough, last the easiest combination that is.
  package static func all(for fitCase: FitCase) -> [FitRemedy] {
    let verdict = fitCase.verdict
    guard verdict.outcome != .fits else { return [] }
    let groups = FitChange.groups(for: fitCase)
    let singles = groups.compactMap { best(of: $0, for: fitCase, verdict) }
    if verdict.loads || singles.contains(where: { $0.verdict.loads }) { return singles }
    return singles + (combination(of: groups, for: fitCase).map { [$0] } ?? [])
  }

  /// Makes changes and judges again.
  private init(_ changes: [FitChange], alternatives: [FitChange] = [], for fitCase: FitCase) {
    var result = fitCase
    for change in changes { change.apply(to: &result) }
    self.changes = changes
    self.alternatives = alternatives
    self.result = result
    verdict = result.verdict
    before = fitCase.verdict
  }

  /// The first of a group that helps, surely or at least probably, else the one that saves most; nil when none does
  /// anything.
  private static func best(
    of group: [[FitChange]], for fitCase: FitCase, _ verdict: FitVerdict
  ) -> FitRemedy? {
    let remedies = group.map { FitRemedy($0, for: fitCase) }
    // Room helps only where room is what is missing, or makes a doubt go.
    let lacksMemory = verdict.loads || verdict.freeBytes < 0
    let useful = remedies.filter {
      lacksMemory && $0.savedBytes > 0 || $0.verdict.failures.count < verdict.failures.count
    }
    if let first = useful.firstThatLoads {
      let others = useful.filter { $0 != first && $0.verdict.loads && $0.changes.count == 1 }
      guard case .firmware? = first.changes.first else { return first }
      return FitRemedy(first.changes, alternatives: others.compactMap(\.changes.first), for: fitCase)
    }
    return useful.max { $0.savedBytes < $1.savedBytes }
  }

  /// Takes one change of each group until the model loads, then leaves out those that were not needed.
  private static func combination(of groups: [[[FitChange]]], for fitCase: FitCase) -> FitRemedy? {
    var chosen: [[FitChange]] = []
    for group in groups {
      // What saves most on top of the changes so far.
      guard let next = group.max(by: { saved($0) < saved($1) }) else { continue }
      func saved(_ changes: [FitChange]) -> Int {
        FitRemedy(chosen.flatMap { $0 } + changes, for: fitCase).savedBytes
      }
      chosen.append(next)
      guard FitRemedy(chosen.flatMap { $0 }, for: fitCase).verdict.loads else { continue }
      for index in chosen.indices.reversed() {
        var fewer = chosen
        fewer.remove(at: index)
        if FitRemedy(fewer.flatMap { $0 }, for: fitCase).verdict.loads { chosen = fewer }
      }
      return FitRemedy(chosen.flatMap { $0 }, for: fitCase)
    }
    return nil
  }
}

extension [FitRemedy] {
  /// The first after which the model surely loads, else the first after which it probably does.
  package var firstThatLoads: FitRemedy? {
    first { $0.verdict.outcome == .fits } ?? first { $0.verdict.loads }
  }
}
