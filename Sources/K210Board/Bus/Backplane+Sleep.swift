extension Backplane {
  /// Lets time pass without running harts, to the first event up to `time` or, when there is none, to `time` itself.
  ///
  /// Without an event, there is no sleeping until ``BoardTime/never``.
  ///
  /// - Returns: the event, which is no longer arranged; nil when `time` has come without one.
  package func sleep(until time: BoardTime) -> Timeline.Event? {
    let moment = min(timeline.next, time)
    guard moment != .never else { return nil }
    cycle = max(cycle, cpuClock.cycle(at: moment))
    return timeline.takeDue(at: moment)
  }
}
