#if DEBUG  // What it looks at is not part of optimised builds.
import Foundation
import KModel
import Pictures
import Scripting
import TestSupport

@testable import MaixModules

/// A board for scripts that use the KPU: pictures by name (`testing.picture("…")`), files, flash.
final class KPUBench {
  let host = BoardBench()
  let files = MemoryFiles()
  var configuration = MaixBoard.Configuration()
  /// What `testing.picture(name)` gives.
  var pictures: [String: ImageBuffer] = [:]
  /// Bytes of the system heap that something else has.
  var taken = 0
  private var block: SystemHeap.Block?

  /// Runs a script on a new board; what it printed, and the last line of a traceback behind it.
  func run(_ source: String) throws -> String {
    host.files = files
    let vm = try Interpreter(configuration: ScriptConfiguration(), host: host)
    let board = MaixBoard(configuration, host: host)
    if taken > 0 { block = board.systemHeap.allocate(taken) }
    board.install(in: vm)
    let pictures = pictures
    vm.addModule("testing") { vm, module throws(Raised) in
      try module.define("picture", 1, 1) { vm, args throws(Raised) in
        guard let buffer = pictures[vm.text(args[0])] else { throw vm.valueError("no picture") }
        return try board.newImage(vm, buffer)
      }
      try module.define("pixels", 1, 1) { vm, args throws(Raised) in
        try vm.newBytes(try board.image(vm, args[0]).buffer.raster.bytes)
      }
    }
    let text = "import KPU as kpu\nfrom testing import picture, pixels\n" + source
    let outcome = vm.run(source: Array(text.utf8), name: Array("main.py".utf8), arguments: [], path: [])
    var output = String(decoding: host.output, as: UTF8.self).replacing("\r\n", with: "\n")
    if case .raised(let traceback, _) = outcome {
      let lines = String(decoding: traceback, as: UTF8.self).split(whereSeparator: \.isNewline)
      output += lines.last.map { "\($0)\n" } ?? ""
    }
    return output
  }

  /// Puts bytes into the flash chip.
  func write(_ bytes: [UInt8], at address: Int) {
    if host.flash.count < address + bytes.count {
      host.flash += [UInt8](repeating: 0xFF, count: address + bytes.count - host.flash.count)
    }
    host.flash.replaceSubrange(address..<(address + bytes.count), with: bytes)
  }

  /// A picture whose planes are these, and whose pixels are zeros.
  static func picture(_ planes: [UInt8]?, _ width: Int, _ height: Int, isGray: Bool = false) throws
    -> ImageBuffer
  {
    ImageBuffer(
      try Raster(width: width, height: height, format: isGray ? .grayscale : .rgb565), planes: planes)
  }

  /// A file of the sample that lies in the repository.
  static func digits(_ name: String) throws -> [UInt8] {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return Array(try Data(contentsOf: folder.appendingPathComponent("samples/digits/\(name)")))
  }
}

/// Models of a few bytes whose results are known by hand.
enum TinyModels {
  /// kmodel v3: two numbers from four, `a + b + 1` and `c - d`.
  static func sums() throws -> [UInt8] {
    let weights: [Float] = [1, 1, 0, 0, 0, 0, 1, -1]
    let layer = OperationV3.FullyConnected(
      input: 0, output: 16, inputChannels: 4, outputChannels: 2, activation: 0, weights: slice(weights),
      bias: slice([1, 0]))
    return try KModelV3(
      mainMemoryByteCount: 24, outputs: [.init(address: 16, byteCount: 8)],
      layers: [.init(operation: .fullyConnected(layer))]
    ).encoded()
  }

  /// kmodel v3 that begins with no layer that the SDK starts: four bytes to four numbers.
  static func dequantized() throws -> [UInt8] {
    let layer = OperationV3.Quantization(input: 0, output: 8, count: 4, scale: 1, bias: 0)
    return try KModelV3(
      mainMemoryByteCount: 24, outputs: [.init(address: 8, byteCount: 16)],
      layers: [.init(operation: .dequantize(layer))]
    ).encoded()
  }

  /// kmodel v4 that takes a grey picture and gives `(pixel - 128) / 10` of each.
  static func levels(width: Int, height: Int) throws -> [UInt8] {
    let count = UInt32(width * height)
    let start = (count + 7) / 8 * 8
    let input = MemoryRange(memory: .main, dataType: .uint8, start: 0, byteCount: count)
    let output = MemoryRange(memory: .main, dataType: .float32, start: start, byteCount: 4 * count)
    return try KModelV4(
      mainMemoryByteCount: start + 4 * count,
      inputs: [.init(range: input, shape: ShapeV4(1, 1, Int32(height), Int32(width)))], outputs: [output],
      nodes: [
        .init(
          operation: .dequantize(
            .init(operands: .init(input: input, output: output), zeroPoint: 128, scale: 10)))
      ]
    ).encoded()
  }

  private static func slice(_ floats: [Float]) -> ArraySlice<UInt8> { NetworkOutput.bytes(of: floats)[...] }

  /// The bytes of each word of 32 bits turned round.
  static func swapped(_ bytes: [UInt8]) -> [UInt8] {
    let padded = bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
    return stride(from: 0, to: padded.count, by: 4).flatMap { padded[$0..<($0 + 4)].reversed() }
  }
}
#endif
