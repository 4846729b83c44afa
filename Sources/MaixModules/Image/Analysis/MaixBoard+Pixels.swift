import Pictures
import Scripting

extension MaixBoard {
  /// What changes pixels one by one: limits, curves, arithmetic with another picture, erosion and dilation.
  func definePixels(on type: AnalysisBuilder) throws(Raised) {
    try type.define(
      "binary", 1, .partly("without copy=True the image itself comes back, also with to_bitmap")
    ) { board, given throws(Raised) in try board.binary(given) }
    try type.defineChange("negate", 0) { _, given throws(Raised) in try given.image().buffer.raster.negate() }
    try type.defineChange("gamma_corr", 0) { _, given throws(Raised) in
      let image = try given.image()
      let gamma = try given.float(1, "gamma", 1)
      let contrast = try given.float(2, "contrast", 1)
      let brightness = try given.float(3, "brightness", 0)
      image.buffer.raster.correctGamma(gamma, contrast: contrast, brightness: brightness)
    }
    try type.defineChange("histeq", 0) { board, given throws(Raised) in
      let image = try given.image()
      let isAdaptive = try given.flag(1, "adaptive")
      let limit = try given.float(2, "clip_limit", -1)
      let mask = try given.mask(3)
      guard isAdaptive else {
        image.buffer.raster.equalize(mask: mask, board.colorTables)
        return
      }
      let raster = image.buffer.raster
      let copy = try board.work(given.vm, raster.width * raster.height)
      // At most 16 by 16 maps of 256 long integers.
      let maps = try board.work(given.vm, 8 * 256 * raster.equalizationTiles)
      image.buffer.raster.equalizeAdaptively(limit: limit, mask: mask, board.colorTables)
      withExtendedLifetime((copy, maps)) {}
    }
    // The device's functions for these check their arguments and do nothing more.
    let operators = ["and", "nand", "or", "nor", "xor", "xnor"]
    for name in operators.flatMap({ ["b_\($0)", $0] }) {
      try type.defineChange(name, 1) { board, given throws(Raised) in
        let image = try given.image()
        _ = try given.mask(2)
        let value = given.args[1]
        if let other = given.vm.hostObject(value, as: ScriptImage.self) {
          guard other.buffer.jpeg == nil else { throw given.failure("Image format is not supported!") }
        } else if !given.vm.isKind(value, .str) {
          let format = image.buffer.raster.format
          _ = try given.vm.storedColor(value, format) { format.value(of: $0) }
        }
        board.explainOnce("image.\(name) changes nothing: in MaixPy's source the operation is commented out")
      }
    }
    try defineArithmetic(on: type)
    try defineMorphology(on: type)
  }

  private func binary(_ given: AnalysisArguments) throws(Raised) -> Value {
    let image = try given.image()
    let thresholds = try given.thresholds(given.args[1])
    let isInverted = try given.flag(2, "invert")
    let isZeroing = try given.flag(3, "zero")
    let mask = try given.mask(4)
    let isBitmap = try given.flag(5, "to_bitmap")
    let isCopied = try given.flag(6, "copy")
    let raster = image.buffer.raster
    if isBitmap, !isCopied, raster.format != .binary, raster.width < 4 / raster.format.byteCount {
      throw given.failure("Can't convert to bitmap in place!")
    }
    let bitmap = try work(given.vm, (raster.width + 31) / 32 * 4 * raster.height)
    let result = raster.binary(
      thresholds, inverted: isInverted, zeroing: isZeroing, isBitmap: isBitmap || raster.format == .binary,
      mask: mask, colorTables)
    withExtendedLifetime(bitmap) {}
    guard isCopied else {
      image.buffer.raster = result
      return given.args[0]
    }
    return try newImage(given.vm, result)
  }

  private func defineArithmetic(on type: AnalysisBuilder) throws(Raised) {
    func define(
      _ name: String, mask: Int, _ operation: @escaping (AnalysisArguments) throws(Raised) -> PixelOperation
    ) throws(Raised) {
      try type.defineChange(name, 1) { board, given throws(Raised) in
        let image = try given.image()
        let operation = try operation(given)
        let mask = try given.mask(mask)
        let operand = try given.operand(given.args[1], for: image.buffer.raster)
        image.buffer.raster.apply(operation, operand, mask: mask, board.colorTables)
      }
    }
    try define("add", mask: 2) { _ throws(Raised) in .add }
    try define("sub", mask: 3) { given throws(Raised) in
      .subtract(isReversed: try given.flag(2, "reverse"))
    }
    try define("mul", mask: 3) { given throws(Raised) in .multiply(isInverted: try given.flag(2, "invert")) }
    try define("div", mask: 4) { given throws(Raised) in
      .divide(isInverted: try given.flag(2, "invert"), isRemainder: try given.flag(3, "mod"))
    }
    try define("min", mask: 2) { _ throws(Raised) in .minimum }
    try define("max", mask: 2) { _ throws(Raised) in .maximum }
    try define("difference", mask: 2) { _ throws(Raised) in .difference }
    try define("blend", mask: 3) { given throws(Raised) in
      let part = Float(try given.integer(2, "alpha", 128)) / 256
      guard part >= 0, part <= 1 else { throw given.failure("Error: 0 <= alpha <= 256!") }
      return .blend(part)
    }
    for name in ["replace", "assign", "set"] {
      try type.defineChange(name, 0) { board, given throws(Raised) in try board.replace(given) }
    }
  }

  private func replace(_ given: AnalysisArguments) throws(Raised) {
    let image = try given.image()
    let isMirrored = try given.flag(2, "hmirror")
    let isFlipped = try given.flag(3, "vflip")
    let isTransposed = try given.flag(4, "transpose")
    let mask = try given.mask(5)
    let raster = image.buffer.raster
    if isTransposed, raster.format == .binary,
      (raster.height + 31) / 32 * raster.width > (raster.width + 31) / 32 * raster.height
    {
      throw given.failure("Unable to transpose the image because it would grow in size!")
    }
    let operand = try given.operand(given.args.count > 1 ? given.args[1] : given.args[0], for: raster)
    image.buffer.raster.replace(
      with: operand, isMirrored: isMirrored, isFlipped: isFlipped, isTransposed: isTransposed, mask: mask,
      colorTables)
  }

  private func defineMorphology(on type: AnalysisBuilder) throws(Raised) {
    typealias Change = (inout Raster, Int, Int?, Raster?, ColorTables) -> Void
    func define(_ name: String, _ change: @escaping Change) throws(Raised) {
      try type.defineChange(name, 1) { board, given throws(Raised) in
        let image = try given.image()
        let raster = image.buffer.raster
        let radius = try given.radius(given.args[1], in: raster)
        let threshold = try given.value(2, "threshold")
        var least: Int?
        if let threshold { least = try given.int32(threshold) }
        let mask = try given.mask(3)
        let lines = try board.work(given.vm, raster.width * raster.format.byteCount * (radius + 1))
        change(&image.buffer.raster, radius, least, mask, board.colorTables)
        withExtendedLifetime(lines) {}
      }
    }
    try define("erode") { raster, radius, threshold, mask, tables in
      let neighbours = (2 * radius + 1) * (2 * radius + 1) - 1
      raster.apply(.erode, radius: radius, threshold: threshold ?? neighbours, mask: mask, tables)
    }
    try define("dilate") { raster, radius, threshold, mask, tables in
      raster.apply(.dilate, radius: radius, threshold: threshold ?? 0, mask: mask, tables)
    }
    try define("open") { raster, radius, threshold, mask, tables in
      raster.open(radius: radius, threshold: threshold ?? 0, mask: mask, tables)
    }
    try define("close") { raster, radius, threshold, mask, tables in
      raster.close(radius: radius, threshold: threshold ?? 0, mask: mask, tables)
    }
    try define("top_hat") { raster, radius, threshold, mask, tables in
      var opened = raster
      opened.open(radius: radius, threshold: threshold ?? 0, mask: mask, tables)
      raster.apply(.difference, .raster(opened), mask: mask, tables)
    }
    try define("black_hat") { raster, radius, threshold, mask, tables in
      var closed = raster
      closed.close(radius: radius, threshold: threshold ?? 0, mask: mask, tables)
      raster.apply(.difference, .raster(closed), mask: mask, tables)
    }
  }
}
