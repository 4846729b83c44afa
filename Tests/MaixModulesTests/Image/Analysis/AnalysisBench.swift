import MaixModules
import Pictures
import Scripting

/// Runs a script that finds some images in a module `given`.
func measured(
  _ source: String, _ images: [String: Raster], _ configuration: MaixBoard.Configuration = .init(),
  on host: BoardBench = BoardBench(), reserving byteCount: Int = 0
) throws -> String {
  let vm = try Interpreter(configuration: .init(), host: host)
  let board = MaixBoard(configuration, host: host)
  board.install(in: vm)
  let reserve = board.systemHeap.allocate(byteCount)
  vm.addModule("given") { vm, module throws(Raised) in
    for (name, raster) in images { try module.set(name, try board.newImage(vm, raster)) }
  }
  let outcome = vm.run(
    source: Array("from given import *\n\(source)".utf8), name: Array("main.py".utf8), arguments: [], path: []
  )
  var text = host.takeOutput()
  if case .raised(let traceback, _) = outcome {
    let lines = String(decoding: traceback, as: UTF8.self).split(whereSeparator: \.isNewline)
    text += lines.last.map { "\($0)\n" } ?? ""
  }
  withExtendedLifetime(reserve) {}
  return text
}

extension Raster {
  /// A picture that is made pixel by pixel.
  init(_ width: Int, _ height: Int, _ format: Format, _ value: (Int, Int) -> UInt16) throws {
    try self.init(width: width, height: height, format: format)
    for y in 0..<height {
      for x in 0..<width { self[x, y] = value(x, y) }
    }
  }
}
