/// What detectors do with boxes that show the same object.
extension DetectedBox {
  /// The most boxes that take part in suppression: the best ones, so that work stays bounded.
  static let candidateLimit = 4096

  /// Greedy suppression within each class; the candidates come best first, and so do those that stay.
  ///
  /// Of two boxes of a class whose overlap is above `limit` the weaker is dropped.
  static func suppressed(_ candidates: ArraySlice<DetectedBox>, above limit: Float) -> [DetectedBox] {
    var kept: [DetectedBox] = []
    var keptOfClass: [Int: [DetectedBox]] = [:]
    for candidate in candidates {
      let rivals = keptOfClass[candidate.classIndex] ?? []
      guard !rivals.contains(where: { $0.intersectionOverUnion(candidate) > limit }) else { continue }
      kept.append(candidate)
      keptOfClass[candidate.classIndex, default: []].append(candidate)
    }
    return kept
  }

  /// The order of results: best score first, equal ones in the order of boxes, then of classes.
  static func isBetter(_ a: DetectedBox, _ b: DetectedBox) -> Bool {
    if a.score != b.score { return a.score > b.score }
    return (a.boxIndex, a.classIndex) < (b.boxIndex, b.classIndex)
  }
}
