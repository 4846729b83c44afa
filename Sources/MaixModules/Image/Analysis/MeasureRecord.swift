import Pictures
import Scripting

/// What a measure gives scripts: a few values by name and by place.
///
/// **Source**: MaixPy-v1, omv/py/py_image.c: objects with `subscr`, slices as tuples, and a text like JSON.
final class MeasureRecord: ScriptObject, ScriptReferences {
  let kind: MeasureKind
  /// The items, then what only methods give.
  let values: [Value]
  /// What `print` shows before each item.
  private let labels: [String]
  /// The format of the raster it is of, where that matters later.
  let format: Raster.Format?

  init(_ kind: MeasureKind, _ values: [Value], labels: [String]? = nil, format: Raster.Format? = nil) {
    self.kind = kind
    self.values = values
    self.format = format
    self.labels = labels ?? kind.items.map { "\"\($0)\":" }
  }

  func visit(_ mark: (Value) -> Void) {
    for value in values { mark(value) }
  }

  func scriptItem(_ vm: Interpreter, _ index: Value) throws(Raised) -> Value? {
    let count = kind.items.count
    if vm.isKind(index, .slice) {
      let bounds = try vm.sliceBounds(index, count: count)
      guard bounds.step == 1 else {
        throw vm.fault(.OSError, "only slices with step=1 (aka None) are supported")
      }
      return try vm.newTuple(Array(values[bounds.start..<bounds.stop]))
    }
    guard index.isSmall || vm.isKind(index, .bool) else {
      throw vm.typeError("\(kind.name) indices must be integers, not \(vm.typeName(index))")
    }
    let number = try vm.plainInteger(index)
    guard number >= -count, number < count else { throw vm.indexError("\(kind.name) index out of range") }
    return values[number < 0 ? number + count : number]
  }

  func scriptDescription(_ vm: Interpreter) throws(Raised) -> [UInt8]? {
    var text: [UInt8] = []
    for (place, label) in labels.enumerated() {
      text += Array((place == 0 ? "{" : ", ").utf8) + Array(label.utf8)
      text += try description(vm, values[place])
      // MaixPy's format of percentiles has a quotation mark in the wrong place.
      if label.hasPrefix("\""), !label.dropFirst().contains("\"") { text.append(UInt8(ascii: "\"")) }
    }
    return text + [UInt8(ascii: "}")]
  }

  private func description(_ vm: Interpreter, _ value: Value) throws(Raised) -> [UInt8] {
    if value.isSmall { return Array(String(value.small).utf8) }
    if vm.isKind(value, .str) { return [UInt8(ascii: "\"")] + vm.bytes(value) + [UInt8(ascii: "\"")] }
    if vm.isKind(value, .list) { return try vm.printed(value, .repr) }
    guard vm.typeName(value) == "float" else { return try vm.printed(value, .repr) }
    return FloatText.fixed(Float(try vm.floatArgument(value)))
  }
}

/// A class of such objects.
enum MeasureKind: String, CaseIterable {
  case blob, line, circle, rect, qrcode, displacement
  case statistics, histogram, percentile, threshold, similarity

  /// Its name in Python.
  var name: String { rawValue }

  /// What is at each place.
  var items: [String] {
    switch self {
    case .blob: ["x", "y", "w", "h", "pixels", "cx", "cy", "rotation", "code", "count"]
    case .line: ["x1", "y1", "x2", "y2", "length", "magnitude", "theta", "rho"]
    case .circle: ["x", "y", "r", "magnitude"]
    case .rect: ["x", "y", "w", "h", "magnitude"]
    case .qrcode: ["x", "y", "w", "h", "payload", "version", "ecc_level", "mask", "data_type", "eci"]
    case .displacement: ["x_translation", "y_translation", "rotation", "scale", "response"]
    case .statistics: ["l", "a", "b"].flatMap { part in Self.moments.map { "\(part)_\($0)" } }
    case .histogram: ["l_bins", "a_bins", "b_bins"]
    case .percentile, .threshold: ["l_value", "a_value", "b_value"]
    case .similarity: ["mean", "stdev", "min", "max"]
    }
  }

  /// What statistics are called without a part of the colour: that of the first.
  static let moments = ["mean", "median", "mode", "stdev", "min", "max", "lq", "uq"]

  /// Methods that give the value at a place under another name, or, with several places, a tuple of them.
  var others: [(name: String, places: [Int])] {
    switch self {
    case .blob: [("rect", [0, 1, 2, 3])]
    case .line: [("line", [0, 1, 2, 3])]
    case .circle: [("circle", [0, 1, 2])]
    case .rect: [("rect", [0, 1, 2, 3]), ("corners", [5])]
    case .qrcode: [("rect", [0, 1, 2, 3]), ("corners", [10])]
    case .statistics: Self.moments.enumerated().map { ($0.element, [$0.offset]) }
    case .histogram: [("bins", [0])]
    case .percentile, .threshold: [("value", [0])]
    case .displacement, .similarity: []
    }
  }
}

extension MaixBoard {
  /// The class of a kind of object, made when it is first asked for.
  func measureType(_ vm: Interpreter, _ kind: MeasureKind) throws(Raised) -> Value {
    try vm.moduleClass("image.\(kind.name)") { () throws(Raised) -> Value in
      let type = try vm.newBuiltinType(kind.name, kind: .host)
      let builder = MaixTypeBuilder(vm: vm, type: type, board: self, owner: "image.\(kind.name)")
      for (place, name) in kind.items.enumerated() { try builder.define(name, places: [place]) }
      for (name, places) in kind.others { try builder.define(name, places: places) }
      switch kind {
      case .blob: try defineBlobMethods(on: builder)
      case .histogram: try defineHistogramMethods(on: builder)
      case .qrcode: try defineQRCodeMethods(on: builder)
      case .line, .circle, .rect, .displacement, .statistics, .percentile, .threshold, .similarity: break
      }
      return type
    }
  }

  /// A new object of a kind.
  func newMeasure(
    _ vm: Interpreter, _ kind: MeasureKind, _ values: [Value], labels: [String]? = nil,
    format: Raster.Format? = nil
  ) throws(Raised) -> Value {
    try vm.newHost(
      MeasureRecord(kind, values, labels: labels, format: format), type: try measureType(vm, kind),
      boardByteCount: 8 * (values.count + 1))
  }

  /// A new object of integers.
  func newMeasure(_ vm: Interpreter, _ kind: MeasureKind, _ numbers: [Int]) throws(Raised) -> Value {
    try newMeasure(vm, kind, numbers.map { Value(small: $0) })
  }
}

extension MaixTypeBuilder {
  /// A method that gives one of a record's values, or a tuple of several.
  fileprivate func define(_ name: String, places: [Int]) throws(Raised) {
    try define(name) { vm, args throws(Raised) in
      let record = try vm.record(args[0])
      guard places.count > 1 else { return record.values[places[0]] }
      return try vm.newTuple(places.map { record.values[$0] })
    }
  }
}

extension Interpreter {
  /// The record that a value is; the class was checked before.
  func record(_ value: Value) throws(Raised) -> MeasureRecord {
    guard let record = hostObject(value, as: MeasureRecord.self) else {
      throw typeError("argument has wrong type")
    }
    return record
  }
}
