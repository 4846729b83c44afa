import Pictures
import Scripting

extension MaixBoard {
  /// `find_qrcodes`, with a decoder of Kiln's own.
  func defineQRCodes(on type: AnalysisBuilder) throws(Raised) {
    try type.define(
      "find_qrcodes", 0,
      .partly("another decoder: what it can just read, and corners by a pixel or two, may differ")
    ) { board, given throws(Raised) in
      let raster = try given.image().buffer.raster
      let area = try given.area(1, of: raster)
      // A copy in greys, and quirc's lists of regions.
      let copies = try board.work(given.vm, area.width * area.height + (16 << 10))
      let codes = raster.qrCodes(in: area, board.colorTables)
      withExtendedLifetime(copies) {}
      let list = try given.vm.newList([])
      for code in codes { try given.vm.listAppend(list, try board.newQRCode(given.vm, code)) }
      return list
    }
  }

  private func newQRCode(_ vm: Interpreter, _ code: QRCode) throws(Raised) -> Value {
    let bounds = code.bounds
    var values = [bounds.x, bounds.y, bounds.width, bounds.height].map { Value(small: $0) }
    values.append(try vm.newString(code.payload))
    values += [code.version, code.correctionLevel, code.mask, code.dataType, code.encoding].map {
      Value(small: $0)
    }
    var corners: [Value] = []
    for corner in code.corners {
      corners.append(try vm.newTuple([Value(small: corner.x), Value(small: corner.y)]))
    }
    values.append(try vm.newTuple(corners))
    return try newMeasure(vm, .qrcode, values)
  }

  /// Methods of codes that compare.
  func defineQRCodeMethods(on type: MaixTypeBuilder) throws(Raised) {
    for (name, dataType) in [("is_numeric", 1), ("is_alphanumeric", 2), ("is_binary", 4), ("is_kanji", 8)] {
      try type.define(name) { vm, args throws(Raised) in
        try vm.record(args[0]).values[8] == Value(small: dataType) ? .true : .false
      }
    }
  }
}
