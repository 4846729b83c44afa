import Pictures
import Scripting

extension MaixBoard {
  /// `get_histogram`, `get_statistics` and their other names.
  func defineStatistics(on type: AnalysisBuilder) throws(Raised) {
    for name in ["get_hist", "get_histogram", "histogram"] {
      try type.define(name, 0) { board, given throws(Raised) in
        let histogram = try board.histogram(given)
        return try board.newHistogram(given.vm, histogram)
      }
    }
    for name in ["get_stats", "get_statistics", "statistics"] {
      try type.define(name, 0) { board, given throws(Raised) in
        let histogram = try board.histogram(given)
        return try board.newStatistics(given.vm, histogram)
      }
    }
    try type.define("get_similarity", 1) {
      board, given throws(Raised) in
      let raster = try given.image().buffer.raster
      let other = try given.operand(given.args[1], for: raster)
      let columns = try board.work(given.vm, (raster.width + 7) / 8 * 20)
      let similarity = raster.similarity(to: other, board.colorTables)
      withExtendedLifetime(columns) {}
      var values: [Value] = []
      for number in [similarity.mean, similarity.deviation, similarity.least, similarity.greatest] {
        values.append(try given.vm.newFloat(Double(number)))
      }
      return try board.newMeasure(given.vm, .similarity, values)
    }
  }

  private func histogram(_ given: AnalysisArguments) throws(Raised) -> Histogram {
    let raster = try given.image().buffer.raster
    let limits = try given.value(1, "thresholds")
    var thresholds: [ColorThreshold] = []
    if let limits { thresholds = try given.thresholds(limits) }
    let isInverted = try given.flag(2, "invert")
    let area = try given.area(3, of: raster)
    var counts: [Int] = []
    for (name, usual) in zip(["l_bins", "a_bins", "b_bins"], Histogram.binCounts(raster.format)) {
      let bins = try given.integer(nil, "bins", usual)
      guard bins >= 2 else { throw given.failure("bins must be >= 2") }
      let count = try given.integer(nil, name, bins)
      guard count >= 2 else { throw given.failure("\(name) must be >= 2") }
      counts.append(count)
    }
    var memory: [SystemHeap.Block?] = []
    for count in counts { memory.append(try work(given.vm, 4 * count)) }
    let histogram = raster.histogram(
      in: area, binCounts: counts, thresholds: thresholds, inverted: isInverted, colorTables)
    withExtendedLifetime(memory) {}
    return histogram
  }

  private func newHistogram(_ vm: Interpreter, _ histogram: Histogram) throws(Raised) -> Value {
    var lists: [Value] = []
    for bins in [histogram.lightness, histogram.a, histogram.b] {
      var items: [Value] = []
      for bin in bins { items.append(try vm.newFloat(Double(bin))) }
      lists.append(try vm.newList(items))
    }
    let labels = histogram.format == .rgb565 ? nil : ["\"bins\":"]
    return try newMeasure(vm, .histogram, lists, labels: labels, format: histogram.format)
  }

  private func newStatistics(_ vm: Interpreter, _ histogram: Histogram) throws(Raised) -> Value {
    let numbers = histogram.statistics.flatMap(\.numbers)
    let labels = histogram.format == .rgb565 ? nil : MeasureKind.moments.map { "\"\($0)\":" }
    return try newMeasure(vm, .statistics, numbers.map { Value(small: $0) }, labels: labels)
  }

  /// Methods of histograms.
  func defineHistogramMethods(on type: MaixTypeBuilder) throws(Raised) {
    let board = self
    try type.define("get_percentile", 1, 1) { vm, args throws(Raised) in
      let histogram = try board.bins(vm, args[0])
      let value = histogram.percentile(Float(try vm.floatArgument(args[1])))
      let labels =
        histogram.format == .rgb565 ? ["\"l_value:", "\"a_value\":", "\"b_value\":"] : ["\"value\":"]
      return try board.newValue(vm, .percentile, value, labels: labels)
    }
    try type.define("get_threshold") { vm, args throws(Raised) in
      let histogram = try board.bins(vm, args[0])
      return try board.newValue(
        vm, .threshold, histogram.threshold, labels: histogram.format == .rgb565 ? nil : ["\"value\":"])
    }
    for name in ["get_stats", "get_statistics", "statistics"] {
      try type.define(name) { vm, args throws(Raised) in
        try board.newStatistics(vm, try board.bins(vm, args[0]))
      }
    }
  }

  private func newValue(
    _ vm: Interpreter, _ kind: MeasureKind, _ value: Histogram.Value, labels: [String]?
  ) throws(Raised) -> Value {
    try newMeasure(
      vm, kind, [value.lightness, value.a, value.b].map { Value(small: $0) }, labels: labels)
  }

  /// The histogram that a script's object stands for, from its lists, which a script may have changed.
  private func bins(_ vm: Interpreter, _ value: Value) throws(Raised) -> Histogram {
    let record = try vm.record(value)
    var parts: [[Float]] = []
    for list in record.values { parts.append(try vm.floats(vm.sequenceItems(list) ?? [])) }
    return Histogram(format: record.format ?? .grayscale, lightness: parts[0], a: parts[1], b: parts[2])
  }
}
