import Pictures
import Scripting

extension MaixBoard {
  /// The most lines or circles that are collected: more would not fit Python's heap on a board.
  private static let featureLimit = 8192

  /// Edges, lines, circles, templates.
  func defineFeatures(on type: AnalysisBuilder) throws(Raised) {
    try type.defineChange("find_edges", 1) { board, given throws(Raised) in try board.findEdges(given) }
    try type.define("find_lines", 0) { board, given throws(Raised) in try board.findLines(given) }
    try type.define(
      "find_circles", 0, .partly("as with enough memory; r_step=0, which hangs a board, counts as 1")
    ) { board, given throws(Raised) in try board.findCircles(given) }
    try type.define("find_template", 2, .partly("a step below 1 counts as 1")) {
      board, given throws(Raised) in try board.findTemplate(given)
    }
  }

  private func findEdges(_ given: AnalysisArguments) throws(Raised) {
    let image = try given.grayImage(given.args[0])
    let kind = try given.int32(given.args[1])
    let area = try given.area(2, of: image.buffer.raster)
    var limits = [100, 200]
    if let value = try given.value(3, "threshold") {
      limits = []
      for item in try given.vm.requiredItems(value, count: 2) { limits.append(try given.int32(item)) }
    }
    // image.EDGE_CANNY and image.EDGE_SIMPLE; others do nothing.
    switch kind {
    case 0:
      let slopes = try work(given.vm, 4 * area.width * area.height)
      image.buffer.raster.findCannyEdges(low: limits[0], high: limits[1], in: area)
      withExtendedLifetime(slopes) {}
    case 1: image.buffer.raster.findSimpleEdges(low: limits[0], high: limits[1])
    default: break
    }
  }

  /// What is left of the memory for work.
  private var workByteLimit: Int { min(largestWorkByteCount, systemHeap.freeByteCount) }

  private func findLines(_ given: AnalysisArguments) throws(Raised) -> Value {
    let raster = try given.image().buffer.raster
    let area = try given.area(1, of: raster)
    let columnStep = try given.step(2, "x_stride", 2)
    let rowStep = try given.step(3, "y_stride", 1)
    let threshold = try given.unsigned(4, "threshold", 1000)
    let thetaMargin = try given.unsigned(5, "theta_margin", 25)
    let rhoMargin = try given.unsigned(6, "rho_margin", 25)
    guard
      let lines = raster.lines(
        in: area, columnStep: columnStep, rowStep: rowStep, threshold: threshold, limit: Self.featureLimit,
        byteLimit: workByteLimit, colorTables)
    else { throw workMemoryError(given.vm) }
    var merging = LineMerging(lines, thetaMargin: thetaMargin, rhoMargin: rhoMargin)
    while merging.pass() { try given.vm.checkStop() }
    let list = try given.vm.newList([])
    for line in merging.laid(in: area) {
      try given.vm.listAppend(list, try newMeasure(given.vm, .line, line.numbers))
    }
    return list
  }

  private func findCircles(_ given: AnalysisArguments) throws(Raised) -> Value {
    let raster = try given.image().buffer.raster
    let area = try given.area(1, of: raster)
    var search = CircleSearch()
    search.columnStep = try given.step(2, "x_stride", 2)
    search.rowStep = try given.step(3, "y_stride", 1)
    search.threshold = try given.unsigned(4, "threshold", 2000)
    let margins = (
      x: try given.unsigned(5, "x_margin", 10), y: try given.unsigned(6, "y_margin", 10),
      radius: try given.unsigned(7, "r_margin", 10)
    )
    search.leastRadius = max(try given.integer(8, "r_min", 2), 2)
    let greatest = min(area.width / 2, area.height / 2)
    search.radiusEnd = min(try given.integer(9, "r_max", greatest), greatest)
    // A step of 0 never ends on a board.
    search.radiusStep = max(try given.unsigned(10, "r_step", 2), 1)
    let slopes = try work(given.vm, 2 * area.width * area.height)
    let strengths = try work(given.vm, 2 * area.width * area.height)
    var job = CircleWork(search, on: raster, in: area, colorTables)
    while job.hasRadius {
      // As much memory as the counters take, at most all there is: with less the device counts more coarsely.
      let counters = try work(given.vm, min(job.counterByteCount, workByteLimit))
      job.doRadius()
      withExtendedLifetime(counters) {}
      guard job.circles.count <= Self.featureLimit else { throw given.vm.memoryError(Self.featureLimit * 64) }
      try given.vm.checkStop()
    }
    withExtendedLifetime((slopes, strengths)) {}
    var merging = CircleMerging(job.circles, margins: margins)
    while merging.pass() { try given.vm.checkStop() }
    let list = try given.vm.newList([])
    for circle in merging.circles {
      let numbers = [circle.x, circle.y, circle.radius, circle.magnitude]
      try given.vm.listAppend(list, try newMeasure(given.vm, .circle, numbers))
    }
    return list
  }

  private func findTemplate(_ given: AnalysisArguments) throws(Raised) -> Value {
    let raster = try given.grayImage(given.args[0]).buffer.raster
    let template = try given.grayImage(given.args[1]).buffer.raster
    let threshold = Float(try given.vm.floatArgument(given.args[2]))
    let area = try given.area(3, of: raster)
    guard area.width >= template.width, area.height >= template.height else {
      throw given.failure("Region of interest is smaller than template!")
    }
    let step = try given.integer(4, "step", 2)
    let isDiamond = try given.integer(5, "search", 0) == 1
    var search = TemplateSearch(for: template, in: raster, area: area, step: max(step, 1))
    if isDiamond {
      search.descend()
    } else {
      while search.doRow() { try given.vm.checkStop() }
    }
    guard search.correlation > threshold else { return .none }
    let place = search.place
    return try given.vm.newTuple([place.x, place.y, place.width, place.height].map { Value(small: $0) })
  }
}
