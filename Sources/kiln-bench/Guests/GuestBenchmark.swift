import BenchmarkKit
import Foundation
import RV64

/// Measures RISC-V programs on one simulated hart, and qemu on the same ones where it is installed.
struct GuestBenchmark {
  let stopwatch: Stopwatch
  /// Flat programs for 0x80000000 that end by a write to the test finisher, as `bench/rv64/build` makes them.
  let programs: URL

  /// Programs made by a compiler, straight code of growing size, then accesses to a device on the board.
  func figures() throws -> [GuestFigure] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: programs.path())) ?? []
    let qemu = QemuClock()
    var figures: [GuestFigure] = []
    for name in names.sorted() where name.hasSuffix(".bin") {
      let file = programs.appending(path: name)
      figures.append(
        try figure(
          String(name.dropLast(4)), Array(try Data(contentsOf: file)), qemu: qemu?.milliseconds(file)))
    }
    for count in [1 << 8, 1 << 11, 1 << 14, 1 << 17] {
      figures.append(try figure("straight code of \(count) instructions", Self.straight(count), qemu: nil))
    }
    figures.append(try RegisterReads().figure(stopwatch))
    return figures
  }

  private func figure(_ name: String, _ image: [UInt8], qemu: Double?) throws -> GuestFigure {
    var instructions = 0
    let milliseconds = try stopwatch.milliseconds {
      instructions = GuestRun(image).run(atMost: 2_000_000_000)
    }
    return GuestFigure(
      program: name, instructions: instructions, milliseconds: milliseconds, qemuMilliseconds: qemu)
  }

  /// About 16 million instructions of a loop whose body is so long.
  private static func straight(_ count: Int) -> [UInt8] {
    let rounds = UInt32(max(1, 16_000_000 / count))
    var words: [UInt32] = [
      (rounds &+ 0x800) & 0xFFFF_F000 | 5 << 7 | 0x37, rounds << 20 | 5 << 15 | 5 << 7 | 0x13,
    ]
    for index in 0..<UInt32(count) {
      // add, xor and addi of registers 6 to 13.
      let (rd, rs1, rs2) = (6 + index % 8, 6 + index / 8 % 8, 6 + (index + 3) % 8)
      let kinds: [UInt32] = [0x33, 4 << 12 | 0x33, 7 << 20 | 0x13]
      words.append(kinds[Int(index % 3)] | rs1 << 15 | rd << 7 | (index % 3 < 2 ? rs2 << 20 : 0))
    }
    // x5 counts down; a long way back is a jump that the last round's branch skips.
    words.append(0xFFF2_8293)
    words.append(8 << 7 | 5 << 15 | 0x63)
    let back = UInt32(bitPattern: -Int32(4 * (count + 2)))
    let fields = (back >> 20 & 1) << 31 | (back >> 1 & 0x3FF) << 21 | (back >> 11 & 1) << 20
    words.append(fields | (back >> 12 & 0xFF) << 12 | 0x6F)
    // lui x6, 0x100; sw x5, 0(x6)
    words += [0x0010_0337, 0x0053_2023, 0x6F]
    return words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
  }
}

/// One hart with 8 MiB and nothing on its bus but the test finisher.
private final class GuestRun: MemoryBus {
  private let memory = GuestMemory(byteCount: 8 << 20, bases: [0x8000_0000])
  private weak var hart: Hart?
  private var isDone = false

  init(_ image: [UInt8]) { memory.write(image, at: 0) }

  /// The instructions until the program writes to the finisher.
  func run(atMost limit: UInt64) -> Int {
    let hart = Hart(id: 0, memory: memory, bus: self, pc: 0x8000_0000)
    self.hart = hart
    while !isDone, hart.retired < limit, case .sliceEnded = hart.run(1_000_000) {}
    return Int(hart.retired)
  }

  func load(_ access: BusAccess) -> UInt64? { nil }

  func store(_ access: BusAccess, value: UInt64) -> Bool {
    guard access.address == 0x10_0000 else { return false }
    isDone = true
    hart?.stop()
    return true
  }
}

/// The processor time that `qemu-system-riscv64` takes for a flat program.
private struct QemuClock {
  private let tool: URL
  private var start = 0.0

  /// Nil when qemu is not installed.
  init?() {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    let paths = folders.map { "\($0)/qemu-system-riscv64" }
    guard let path = paths.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
      return nil
    }
    tool = URL(filePath: path)
    let file = FileManager.default.temporaryDirectory.appending(
      path: "kiln-bench-\(ProcessInfo.processInfo.processIdentifier)")
    // lui x6, 0x100; lui x5, 5; addi x5, x5, 0x555; sw x5, 0(x6)
    let words: [UInt32] = [0x0010_0337, 0x0000_52B7, 0x5552_8293, 0x0053_2023, 0x6F]
    let bytes = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32($0 * 8)) } }
    guard (try? Data(bytes).write(to: file)) != nil else { return nil }
    defer { try? FileManager.default.removeItem(at: file) }
    guard let milliseconds = milliseconds(file) else { return nil }
    start = milliseconds
  }

  /// The least of three runs, less what qemu takes to start; nil when it fails.
  func milliseconds(_ program: URL) -> Double? {
    var least: Double?
    for _ in 0..<3 {
      let before = ChildrenClock.seconds
      let process = Process()
      process.executableURL = tool
      process.arguments = [
        "-M", "virt", "-smp", "1", "-m", "128", "-nographic", "-monitor", "none", "-serial", "none", "-bios",
        "none",
        "-kernel", program.path(),
      ]
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return nil }
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { return nil }
      let elapsed = (ChildrenClock.seconds - before) * 1000
      least = min(least ?? elapsed, elapsed)
    }
    return least.map { max(0, $0 - start) }
  }
}
