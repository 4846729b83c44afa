import Pictures
import Scripting

extension MaixBoard {
  /// What moves pixels, and pooling.
  func defineGeometry(on type: AnalysisBuilder) throws(Raised) {
    for (name, isNew) in [("mean_pool", false), ("mean_pooled", true)] {
      try type.define(name, 2) { board, given throws(Raised) in
        try board.pool(given, isNew: isNew) { _ throws(Raised) in .mean }
      }
    }
    for (name, isNew) in [("midpoint_pool", false), ("midpoint_pooled", true)] {
      try type.define(name, 2) { board, given throws(Raised) in
        try board.pool(given, isNew: isNew) { given throws(Raised) in
          let bias = Double(try given.float(3, "bias", 0.5)) * 256
          return .midpoint(bias >= 256 ? 256 : bias > 0 ? Int(bias) : 0)
        }
      }
    }
    try type.defineChange("lens_corr", 0) { board, given throws(Raised) in
      let image = try given.image()
      let strength = try given.float(1, "strength", 1.8)
      guard strength > 0 else { throw given.failure("Strength must be > 0!") }
      let zoom = try given.float(2, "zoom", 1)
      guard zoom > 0 else { throw given.failure("Zoom must be > 0!") }
      let copy = try board.workCopy(given, image)
      image.buffer.raster.correctLens(strength: strength, zoom: zoom)
      withExtendedLifetime(copy) {}
    }
    for (name, isLinear) in [("linpolar", true), ("logpolar", false)] {
      try type.defineChange(name, 0) { board, given throws(Raised) in
        let image = try given.image()
        let isReversed = try given.flag(1, "reverse")
        let copy = try board.workCopy(given, image)
        image.buffer.raster.convertToPolar(isLinear: isLinear, isReversed: isReversed)
        withExtendedLifetime(copy) {}
      }
    }
    try type.defineChange("rotation_corr", 0) { board, given throws(Raised) in try board.rotate(given) }
  }

  /// Memory for a copy of an image.
  private func workCopy(_ given: AnalysisArguments, _ image: ScriptImage) throws(Raised) -> SystemHeap.Block?
  {
    let raster = image.buffer.raster
    let rowByteCount =
      raster.format == .binary ? (raster.width + 31) / 32 * 4 : raster.width * raster.format.byteCount
    return try work(given.vm, rowByteCount * raster.height)
  }

  private func pool(
    _ given: AnalysisArguments, isNew: Bool, _ kind: (AnalysisArguments) throws(Raised) -> Raster.Pooling
  ) throws(Raised) -> Value {
    let image = try given.image()
    let raster = image.buffer.raster
    let columns = try given.int32(given.args[1])
    guard columns >= 1 else { throw given.failure("Width divisor must be greater than >= 1") }
    guard columns <= raster.width else { throw given.failure("Width divisor must be less than <= img width") }
    let rows = try given.int32(given.args[2])
    guard rows >= 1 else { throw given.failure("Height divisor must be greater than >= 1") }
    guard rows <= raster.height else { throw given.failure("Height divisor must be less than <= img height") }
    let pooled = raster.pooled(try kind(given), columns: columns, rows: rows)
    if isNew { return try newImage(given.vm, pooled) }
    image.buffer.raster = pooled
    return given.args[0]
  }

  private func rotate(_ given: AnalysisArguments) throws(Raised) {
    func radians(_ place: Int, _ name: String, _ otherwise: Float) throws(Raised) -> Float {
      Float(Double(try given.float(place, name, otherwise)) * .pi / 180)
    }
    let image = try given.image()
    let x = try radians(1, "x_rotation", 0)
    let y = try radians(2, "y_rotation", 0)
    let z = try radians(3, "z_rotation", 0)
    let right = try given.float(4, "x_translation", 0)
    let down = try given.float(5, "y_translation", 0)
    let zoom = try given.float(6, "zoom", 1)
    guard zoom > 0 else { throw given.failure("Zoom must be > 0!") }
    let view = try radians(7, "fov", 60)
    guard view > 0, view < 180 else { throw given.failure("FOV must be > 0 and < 180!") }
    var corners: [Float]?
    if let value = try given.value(8, "corners") {
      var numbers: [Float] = []
      for point in try given.vm.requiredItems(value, count: 4) {
        numbers += try given.vm.floats(try given.vm.requiredItems(point, count: 2))
      }
      corners = numbers
    }
    let matrices = try work(given.vm, 8000)
    let copy = try workCopy(given, image)
    image.buffer.raster.rotate(
      x: x, y: y, z: z, translation: (right, down), zoom: zoom, view: view, corners: corners)
    withExtendedLifetime((matrices, copy)) {}
  }
}
