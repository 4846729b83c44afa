/// A program of RISC-V on the simulated hart.
package struct GuestFigure: Sendable, Equatable, Codable {
  /// What the program does.
  package let program: String
  /// Instructions that it retires.
  package let instructions: Int
  /// Processor time of one run.
  package let milliseconds: Double
  /// Processor time of `qemu-system-riscv64` for the same flat program, its start taken off; nil where it is not there.
  package let qemuMilliseconds: Double?

  /// A program and its times.
  package init(program: String, instructions: Int, milliseconds: Double, qemuMilliseconds: Double?) {
    self.program = program
    self.instructions = instructions
    self.milliseconds = milliseconds
    self.qemuMilliseconds = qemuMilliseconds
  }

  /// Millions of instructions per second.
  package var mips: Double { milliseconds > 0 ? Double(instructions) / milliseconds / 1000 : 0 }
}
