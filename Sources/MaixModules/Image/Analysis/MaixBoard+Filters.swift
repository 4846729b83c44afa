import Pictures
import Scripting

extension MaixBoard {
  /// Filters over neighbours: `mean`, `median`, `mode`, `midpoint`, `morph`, `gaussian`, `laplacian`, `bilateral`.
  func defineFilters(on type: AnalysisBuilder) throws(Raised) {
    try type.defineChange("mean", 1) { board, given throws(Raised) in
      try board.filter(given, .mean, comparison: 2, mask: 5)
    }
    try type.defineChange("median", 1) { board, given throws(Raised) in
      let part = try given.float(2, "percentile", 0.5)
      guard part >= 0, part <= 1 else { throw given.failure("Error: 0 <= percentile <= 1!") }
      try board.filter(given, .median(part), comparison: 3, mask: 6)
    }
    try type.defineChange("mode", 1) { board, given throws(Raised) in
      try board.filter(given, .mode, comparison: 2, mask: 5)
    }
    try type.defineChange("midpoint", 1) { board, given throws(Raised) in
      let part = try given.float(2, "bias", 0.5)
      guard part >= 0, part <= 1 else { throw given.failure("Error: 0 <= bias <= 1!") }
      try board.filter(given, .midpoint(part), comparison: 3, mask: 6)
    }
    try type.defineChange("bilateral", 1) { board, given throws(Raised) in
      let kind = NeighbourhoodFilter.Kind.bilateral(
        color: try given.float(2, "color_sigma", 0.1), space: try given.float(3, "space_sigma", 1))
      try board.filter(given, kind, comparison: 4, mask: 7)
    }
    try type.defineChange("morph", 2) { board, given throws(Raised) in
      let raster = try given.image().buffer.raster
      let side = 2 * (try given.radius(given.args[1], in: raster)) + 1
      var kernel: [Int32] = []
      for item in try given.vm.requiredItems(given.args[2], count: side * side) {
        kernel.append(Int32(truncatingIfNeeded: try given.int32(item)))
      }
      try board.convolve(given, kernel, sum: kernel.reduce(0, &+), first: 3)
    }
    for name in ["gaussian", "blur", "gaussian_blur"] {
      try type.defineChange(name, 1) { board, given throws(Raised) in
        try board.blur(given)
      }
    }
    try type.defineChange("laplacian", 1) { board, given throws(Raised) in
      let raster = try given.image().buffer.raster
      let pascal = Self.pascal(try given.radius(given.args[1], in: raster))
      var kernel = pascal.flatMap { row in pascal.map { 0 &- row &* $0 } }
      let middle = kernel.count / 2
      kernel[middle] = kernel[middle] &- kernel.reduce(0, &+)
      let sum = kernel[middle]
      if try given.flag(2, "sharpen") { kernel[middle] = kernel[middle] &+ sum }
      try board.convolve(given, kernel, sum: sum, first: 3)
    }
  }

  private func blur(_ given: AnalysisArguments) throws(Raised) {
    let raster = try given.image().buffer.raster
    let pascal = Self.pascal(try given.radius(given.args[1], in: raster))
    var kernel = pascal.flatMap { row in pascal.map { row &* $0 } }
    var sum = kernel.reduce(0, &+)
    if try given.flag(2, "unsharp") {
      kernel[kernel.count / 2] = kernel[kernel.count / 2] &- 2 &* sum
      sum = 0 &- sum
    }
    try convolve(given, kernel, sum: sum, first: 3)
  }

  /// A row of Pascal's triangle, with the device's `int`.
  private static func pascal(_ radius: Int) -> [Int32] {
    var row: [Int32] = [1]
    for place in 0..<(2 * radius) {
      row.append(row[place] &* Int32(2 * radius - place) / Int32(place + 1))
    }
    return row
  }

  private func convolve(
    _ given: AnalysisArguments, _ kernel: [Int32], sum: Int32, first: Int
  ) throws(Raised) {
    let scale = try given.float(first, "mul", 1 / Float(sum == 0 ? 1 : sum))
    let addition = Double(try given.float(first + 1, "add", 0))
    // A float that the device hands on as an `int`.
    let whole = addition > -2_147_483_648 && addition < 2_147_483_648 ? Int(addition) : 0
    let buffer = try work(given.vm, 4 * kernel.count)
    try filter(
      given, .kernel(kernel, scale: scale, addition: whole), comparison: first + 2, mask: first + 5)
    withExtendedLifetime(buffer) {}
  }

  /// Filters the image; the window's size is the first argument.
  private func filter(
    _ given: AnalysisArguments, _ kind: NeighbourhoodFilter.Kind, comparison: Int, mask: Int
  ) throws(Raised) {
    let image = try given.image()
    let raster = image.buffer.raster
    let radius = try given.radius(given.args[1], in: raster)
    let filter = NeighbourhoodFilter(kind, radius: radius, comparison: try given.comparison(comparison))
    let mask = try given.mask(mask)
    let lines = try work(given.vm, raster.width * raster.format.byteCount * (radius + 1))
    var job = NeighbourhoodWork(filter, on: raster, mask: mask, colorTables)
    let steps = raster.width * (2 * radius + 1) * (2 * radius + 1)
    // Rows between two looks at whether the host wants to stop.
    let rows = max(1, (1 << 18) / steps)
    var row = 0
    while job.doRow() {
      row += 1
      if row % rows == 0 { try given.vm.checkStop() }
    }
    image.buffer.raster = job.finished()
    withExtendedLifetime(lines) {}
  }
}
