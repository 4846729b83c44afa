import Pictures
import Scripting

extension MaixBoard {
  /// The most blobs, lines or circles that are collected: more would not fit Python's heap on a board.
  ///
  /// The device keeps each in a list there, about 64 bytes long.
  private static let measureLimit = 8192

  /// `find_blobs` and `get_regression`.
  func defineBlobs(on type: AnalysisBuilder) throws(Raised) {
    try type.define(
      "find_blobs", 1, .partly("threshold_cb is called when all blobs have been found")
    ) { board, given throws(Raised) in try board.findBlobs(given) }
    try type.define("get_regression", 1) { board, given throws(Raised) in
      let raster = try given.image().buffer.raster
      guard let search = try board.search(given) else { return .none }
      let area = try given.area(3, of: raster)
      let isRobust = try given.flag(8, "robust")
      let points = isRobust ? try board.largestWork(given.vm) : nil
      var work = RegressionWork(raster, search, in: area, isRobust: isRobust, board.colorTables)
      var rows = 0
      while work.doRow() {
        rows += 1
        // Each pixel of a robust line costs as much as a row and a column.
        if isRobust || rows % 16 == 0 { try given.vm.checkStop() }
      }
      withExtendedLifetime(points) {}
      guard let line = work.line else { return .none }
      return try board.newMeasure(given.vm, .line, line.numbers)
    }
  }

  /// What both look for; nil without thresholds.
  private func search(_ given: AnalysisArguments) throws(Raised) -> BlobSearch? {
    let thresholds = try given.thresholds(given.args[1])
    guard !thresholds.isEmpty else { return nil }
    var search = BlobSearch(thresholds)
    search.isInverted = try given.flag(2, "invert")
    _ = try given.area(3, of: try given.image().buffer.raster)
    search.columnStep = try given.step(4, "x_stride", 2)
    search.rowStep = try given.step(5, "y_stride", 1)
    search.leastArea = try given.unsigned(6, "area_threshold", 10)
    search.leastPixels = try given.unsigned(7, "pixels_threshold", 10)
    return search
  }

  private func findBlobs(_ given: AnalysisArguments) throws(Raised) -> Value {
    let vm = given.vm
    let raster = try given.image().buffer.raster
    guard let search = try search(given) else { return try vm.newList([]) }
    let area = try given.area(3, of: raster)
    let isMerging = try given.flag(8, "merge")
    let margin = try given.integer(9, "margin", 0)
    let isWanted = try given.value(10, "threshold_cb")
    let mayMerge = try given.value(11, "merge_cb")
    let bitmap = try work(vm, (raster.width * raster.height + 31) / 32 * 4)
    let stack = try largestWork(vm)
    let limit = Self.measureLimit
    guard var blobs = raster.blobs(search, in: area, limit: limit, colorTables) else {
      throw vm.memoryError(limit * 64)
    }
    if let isWanted, isWanted != .none {
      var kept: [Blob] = []
      for blob in blobs {
        if try vm.truth(try vm.call(isWanted, [try newBlob(vm, blob)])) { kept.append(blob) }
      }
      blobs = kept
    }
    if isMerging { blobs = try merged(vm, blobs, margin: margin, mayMerge) }
    withExtendedLifetime((bitmap, stack)) {}
    let list = try vm.newList([])
    for blob in blobs { try vm.listAppend(list, try newBlob(vm, blob)) }
    return list
  }

  private func merged(
    _ vm: Interpreter, _ blobs: [Blob], margin: Int, _ mayMerge: Value?
  ) throws(Raised) -> [Blob] {
    var merging = BlobMerging(blobs, margin: margin)
    var raised: Raised?
    while true {
      try vm.checkStop()
      let hasMerged = merging.pass { first, second in
        guard let mayMerge, mayMerge != .none else { return true }
        guard raised == nil else { return false }
        do throws(Raised) {
          let object = try newBlob(vm, first)
          let mark = vm.keep(object)
          defer { vm.release(to: mark) }
          return try vm.truth(try vm.call(mayMerge, [object, try newBlob(vm, second)]))
        } catch {
          raised = error
          return false
        }
      }
      if let raised { throw raised }
      if !hasMerged { return merging.blobs }
    }
  }

  private func newBlob(_ vm: Interpreter, _ blob: Blob) throws(Raised) -> Value {
    let numbers = [blob.x, blob.y, blob.width, blob.height, blob.pixels, blob.centerX, blob.centerY]
    let values =
      numbers.map { Value(small: $0) } + [
        try vm.newFloat(Double(blob.rotation)), Value(small: blob.code), Value(small: blob.count),
      ]
    return try newMeasure(vm, .blob, values)
  }

  /// Methods of blobs that compute.
  func defineBlobMethods(on type: MaixTypeBuilder) throws(Raised) {
    try type.define("area") { vm, args throws(Raised) in
      let values = try vm.record(args[0]).values
      return Value(small: values[2].small * values[3].small)
    }
    try type.define("density") { vm, args throws(Raised) in
      let values = try vm.record(args[0]).values
      let area = values[2].small * values[3].small
      return try vm.newFloat(area == 0 ? 0 : Double(Float(values[4].small) / Float(area)))
    }
  }
}

extension DetectedLine {
  /// The numbers in the order in which scripts find them.
  var numbers: [Int] { [x1, y1, x2, y2, length, magnitude, theta, rho] }
}
