extension MaixBoard {
  /// Tells the user something, but only the first time.
  package func explainOnce(_ line: String) {
    // A script can make many lines of one kind.
    guard explained.count < 200, explained.insert(line).inserted else { return }
    host.explain(line)
  }
}
