/// Classes learnt from pictures' features: each class is a point, and a picture belongs to the nearest.
///
/// The firmware's own library is closed; its documentation speaks of k-means, which starts here from the
/// pictures that were given for the classes.
struct Centroids: Equatable {
  /// One feature for each class.
  private(set) var points: [[Float]]

  /// Rounds after which the points stay where they are.
  private static let roundLimit = 20

  /// Moves the classes' features to the middle of the samples nearest to each, until none changes sides.
  ///
  /// A class's own picture always counts to it.
  init(classes: [[Float]], samples: [[Float]]) {
    points = classes
    var sides: [Int?] = []
    for _ in 0..<Self.roundLimit where !samples.isEmpty {
      let nearest = samples.map { self.nearest(to: $0)?.index }
      if nearest == sides { break }
      sides = nearest
      for (index, own) in classes.enumerated() {
        var sum = own
        var count: Float = 1
        for (sample, side) in zip(samples, sides) where side == index {
          for place in sum.indices where place < sample.count { sum[place] += sample[place] }
          count += 1
        }
        points[index] = sum.map { $0 / count }
      }
    }
  }

  /// Points that were learnt before.
  init(points: [[Float]]) { self.points = points }

  /// The nearest class and how far it is (Euclid); the first of equal ones, nil without classes.
  func nearest(to feature: [Float]) -> (index: Int, distance: Float)? {
    var best: (index: Int, distance: Float)?
    for (index, point) in points.enumerated() {
      var sum: Float = 0
      for place in 0..<min(point.count, feature.count) {
        let difference = point[place] - feature[place]
        sum += difference * difference
      }
      let distance = sum.squareRoot()
      if best.map({ distance < $0.distance }) ?? true { best = (index, distance) }
    }
    return best
  }
}
