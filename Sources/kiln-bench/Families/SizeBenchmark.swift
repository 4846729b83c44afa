import BenchmarkKit
import OpKernels

/// Measures whole layers that grow, to see whether their cost is a line in their products.
struct SizeBenchmark {
  let stopwatch: Stopwatch
  let sets: [KernelSet]

  /// Layers of 0.4 to 180 MMAC that grow in one extent.
  private static let series: [(name: String, layers: [LayerCase])] = [
    (
      "3x3 64→64, growing map",
      [(4, 3), (8, 6), (12, 9), (20, 15), (28, 21), (40, 30), (60, 45), (80, 60)].map {
        .dense(3, 64, 64, width: $0.0, height: $0.1)
      }
    ),
    (
      "3x3 on 20x15, growing channels",
      [12, 16, 24, 40, 64, 96, 160, 256].map { .dense(3, $0, $0, width: 20, height: 15) }
    ),
  ]

  /// The line of each series under each set.
  func figures() throws -> [SizeFigure] {
    var figures: [SizeFigure] = []
    for set in sets {
      for (name, layers) in Self.series {
        let benches = layers.map { LayerBench($0, set) }
        let samples = try stopwatch.samples(
          benches.map { bench in .init(clock: .thread) { bench.run(.all) } })
        let points = zip(layers, samples).map { LeastSquaresLine.Point(x: $0.mmac, y: $1.fifthPercentile) }
        if let figure = SizeFigure(series: name, kernels: set.rawValue, points: points) {
          figures.append(figure)
        }
      }
    }
    return figures
  }
}
