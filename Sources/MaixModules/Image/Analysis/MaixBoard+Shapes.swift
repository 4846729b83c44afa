import Pictures
import Scripting

extension MaixBoard {
  /// The most rectangles or segments that are collected: more would not fit Python's heap on a board.
  private static let shapeLimit = 8192

  /// Rectangles, segments, and how a picture has moved.
  func defineShapes(on type: AnalysisBuilder) throws(Raised) {
    try type.define(
      "find_rects", 0,
      .partly("in the order of rows, where boards have that of a hash; corners may differ by a pixel")
    ) { board, given throws(Raised) in try board.findRectangles(given) }
    try type.define(
      "find_line_segments", 0,
      .partly("no pixels of the area's last row and column, which boards add by mistake")
    ) { board, given throws(Raised) in try board.findSegments(given) }
    try type.define(
      "find_displacement", 1,
      .partly("numbers agree to a few places; roi= counts, which boards misplace when they turn")
    ) { board, given throws(Raised) in try board.findDisplacement(given) }
  }

  /// What is left of the memory for work.
  private var workByteLimit: Int { min(largestWorkByteCount, systemHeap.freeByteCount) }

  private func findRectangles(_ given: AnalysisArguments) throws(Raised) -> Value {
    let vm = given.vm
    let raster = try given.image().buffer.raster
    let area = try given.area(1, of: raster)
    let threshold = try given.unsigned(2, "threshold", 1000)
    // Shades, their map, regions and what looks for pairs of them; lists get the rest.
    let count = area.width * area.height
    let rest = workByteLimit - 8 * count
    guard rest < 0 || rest / count * count >= 128 * 24 else { throw workMemoryError(vm) }
    let lists = try work(vm, rest < 0 ? 32768 * 24 : rest / count * count)
    let maps = try work(vm, 8 * count)
    var search = QuadSearch(raster, in: area, colorTables)
    var steps = 0
    while search.step() {
      steps += 1
      if steps % 64 == 0 { try vm.checkStop() }
    }
    withExtendedLifetime((lists, maps)) {}
    let quads = search.found(threshold: threshold)
    guard quads.count <= Self.shapeLimit else { throw vm.memoryError(Self.shapeLimit * 64) }
    let list = try vm.newList([])
    for quad in quads { try vm.listAppend(list, try newRectangle(vm, quad)) }
    return list
  }

  private func newRectangle(_ vm: Interpreter, _ quad: DetectedQuad) throws(Raised) -> Value {
    var corners: [Value] = []
    for corner in quad.corners {
      corners.append(try vm.newTuple([Value(small: corner.x), Value(small: corner.y)]))
    }
    let bounds = quad.bounds
    let numbers = [bounds.x, bounds.y, bounds.width, bounds.height, quad.magnitude]
    return try newMeasure(
      vm, .rect, numbers.map { Value(small: $0) } + [try vm.newTuple(corners)])
  }

  private func findSegments(_ given: AnalysisArguments) throws(Raised) -> Value {
    let vm = given.vm
    let raster = try given.image().buffer.raster
    let area = try given.area(1, of: raster)
    let distance = try given.unsigned(2, "merge_distance", 0)
    let angle = try given.integer(3, "max_theta_diff", 15)
    let shades = try work(vm, area.width * area.height)
    // All there is, as one heap for lists and maps.
    let limit = workByteLimit
    let heap = try work(vm, limit)
    guard SegmentSearch.byteCount(area.size) <= limit else {
      explainOnce(
        "image.find_line_segments needs 29 bytes for each pixel of its area; boards have"
          + " \(largestWorkByteCount) for it")
      throw vm.fault(
        .MemoryError,
        "Out of temporary Frame Buffer Heap Memory! Please reduce the resolution of the image you are running this"
          + " algorithm on to bypass this issue!")
    }
    var search = SegmentSearch(raster, in: area, colorTables)
    var steps = 0
    while search.step() {
      steps += 1
      if steps % 16 == 0 { try vm.checkStop() }
    }
    var segments = search.segments
    if distance > 0 {
      var merging = SegmentMerging(segments, distance: distance, angle: angle)
      while merging.pass() { try vm.checkStop() }
      segments = merging.segments
    }
    withExtendedLifetime((shades, heap)) {}
    let list = try vm.newList([])
    for segment in segments { try vm.listAppend(list, try newMeasure(vm, .line, segment.numbers)) }
    return list
  }

  // MARK: Displacement

  private func findDisplacement(_ given: AnalysisArguments) throws(Raised) -> Value {
    let vm = given.vm
    let raster = try given.image().buffer.raster
    let template = try given.image(given.args[1]).buffer.raster
    let area = try given.area(2, of: raster)
    // Not cut to the picture, other than the first one.
    let frame = try given.frame(3, "template_roi", of: template)
    guard frame.width == area.width, frame.height == area.height else {
      throw given.failure("ROI(w,h) != TEMPLATE_ROI(w,h)")
    }
    let templateArea = frame.intersection(template.bounds)
    guard !templateArea.isEmpty else { throw given.failure("No intersection!") }
    let isPolar = try given.flag(4, "logpolar")
    let isTurned = try given.flag(5, "fix_rotation_scale")
    // Two spectra, what a third one is made of, and pictures that are bent or turned.
    var memory = [
      try work(vm, Spectrum.byteCount(area.size)), try work(vm, Spectrum.byteCount(area.size)),
    ]
    if isTurned, !isPolar { memory.append(try work(vm, Spectrum.byteCount(area.size))) }
    if isPolar || isTurned { memory.append(try work(vm, 4 * area.width * area.height)) }
    let comparison = DisplacementWork(vm: vm, size: area.size, tables: colorTables)
    var (rotation, scale): (Float, Float) = (0, 0)
    var shift = SpectrumShift()
    if isPolar {
      let (first, second) = (raster.polar(area), template.polar(frame))
      shift = try comparison.shift(first, first.bounds, second, second.bounds, isPolar: false)
      (rotation, scale) = comparison.turn(shift)
      (shift.x, shift.y) = (0, 0)
    } else if isTurned {
      (rotation, scale) = comparison.turn(
        try comparison.shift(raster, area, template, templateArea, isPolar: true))
      var turned = raster.cut(area) ?? raster
      // The device takes 60 for radians here.
      turned.rotate(x: 0, y: 0, z: rotation, translation: (0, 0), zoom: scale, view: 60, corners: nil)
      shift = try comparison.shift(turned, turned.bounds, template, templateArea, isPolar: false)
    } else {
      shift = try comparison.shift(raster, area, template, templateArea, isPolar: false)
    }
    withExtendedLifetime(memory) {}
    var values: [Value] = []
    for number in [shift.x, shift.y, rotation, scale, shift.response] {
      values.append(try vm.newFloat(Double(number)))
    }
    return try newMeasure(vm, .displacement, values)
  }
}

/// What comparing two pictures needs.
private struct DisplacementWork {
  let vm: Interpreter
  /// What is compared.
  let size: Size
  let tables: ColorTables

  /// How far a part of one picture has moved in another; by angle and distance of their frequencies if `isPolar`.
  func shift(
    _ raster: Raster, _ area: Rectangle, _ other: Raster, _ otherArea: Rectangle, isPolar: Bool
  ) throws(Raised) -> SpectrumShift {
    let first = try spectrum(raster, area, isPolar)
    let second = try spectrum(other, otherArea, isPolar)
    let shift = first.shift(from: second)
    try vm.checkStop()
    return shift
  }

  private func spectrum(_ raster: Raster, _ area: Rectangle, _ isPolar: Bool) throws(Raised) -> Spectrum {
    var spectrum = Spectrum(of: raster, in: area, for: size, tables)
    spectrum.transform()
    try vm.checkStop()
    guard isPolar else { return spectrum }
    spectrum.becomePolar()
    spectrum.transform()
    try vm.checkStop()
    return spectrum
  }

  /// What a shift by angle and distance stands for: radians, and a factor.
  func turn(_ shift: SpectrumShift) -> (rotation: Float, scale: Float) {
    (
      Float(Double(shift.x) * (2 * .pi / Double(size.width))),
      shift.y * Spectrum.distanceScale(size) + 1
    )
  }
}

extension AnalysisArguments {
  /// A rectangle as it was given; all of the raster if none was.
  fileprivate func frame(_ place: Int, _ name: String, of raster: Raster) throws(Raised) -> Rectangle {
    guard let value = try value(place, name) else { return raster.bounds }
    let numbers = try vm.plainIntegers(try vm.requiredItems(value, count: 4)).map {
      Int(Int16(truncatingIfNeeded: $0))
    }
    return Rectangle(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }
}

extension Rectangle {
  /// Its extent.
  fileprivate var size: Size { Size(width: width, height: height) }
}

extension Raster {
  /// A part by angle and distance, black where it reaches beyond the border.
  fileprivate func polar(_ part: Rectangle) -> Raster {
    var result = cut(part) ?? self
    result.convertToPolar(isLinear: false, isReversed: false)
    return result
  }
}
