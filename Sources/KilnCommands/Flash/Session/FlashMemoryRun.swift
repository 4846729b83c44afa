import Console
import Flasher
import K210Flash

/// `kiln flash --ram`: a program into memory, flash untouched.
struct FlashMemoryRun {
  let file: String
  let options: FlashOptions
  let isDry: Bool

  /// Seconds per byte at the ROM's speed.
  private static let secondsPerByte = 10.1 / 115_200

  func run() throws {
    let job = FlashJob("ram", options)
    try job.run { () throws(CommandFailure) in
      let program = try Self.program(in: file)
      job.report.bytes = program.count
      let time = NumberForm.duration(seconds: Double(program.count) * Self.secondsPerByte)
      job.show(
        "\(file): \(NumberForm.bytes(program.count)) to 0x80000000, about \(time) at 115200 baud; flash stays as it is"
      )
      _ = try options.boardChoice()
      guard !isDry else { return job.report.outcome.status = "planned" }
      let session = try job.open()
      try session.attempt { () throws(FlasherError) in try session.flasher.runInMemory(program) }
      job.show("\(session.path): the program was started")
    }
  }

  /// The program as it lies in memory: of an ELF file its segments, of a firmware image its payload.
  static func program(in path: String) throws(CommandFailure) -> [UInt8] {
    let bytes = try Files.read(path)
    var program = bytes
    switch FileKind.recognize(bytes) {
    case .elf: program = try BoardLoad.flatProgram(bytes, path: path)
    case .firmware:
      if let image = try? FirmwareImage(bytes) {
        guard !image.flags.contains(.encrypted) else {
          throw CommandFailure(.file, "\(path): is encrypted; only the chip can read it, from its flash")
        }
        program = image.payload
      }
    case .zip, .kmodel, .empty, .text, .png, .jpeg, .gzip, .hdf5, .rknn, .bmodel, .tflite, .onnx:
      throw CommandFailure(
        .usage, "\(path): is no program", hints: ["what it is: kiln info \(ShellWord.quoted(path))"])
    case .program, nil: break
    }
    guard program.count <= FirmwareImage.payloadLimit else {
      throw CommandFailure(
        .file, "\(path): \(program.count) bytes; the chip's memory has \(FirmwareImage.payloadLimit)")
    }
    return program
  }
}
