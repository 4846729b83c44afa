package import Simulation

/// What the board's runner prints of time, filled with estimates: lines of text that say so.
///
/// **Source**: printouts of `run_joint`. Rounds of a simulated chip all take the same, so that warming up
/// changes nothing.
package struct DeviceTimeReport: Sendable, Equatable {
  /// What loading the model took on this computer; a board's time for it is not estimated.
  package let load: Load
  /// How often the model is run.
  package let repeats: Int
  /// Microseconds of the NPU's work in one round.
  package let npuMicroseconds: Double
  /// Microseconds that calling the NPU takes on top.
  package let npuOverheadMicroseconds: Double
  /// Microseconds of the parts on the CPU in one round; nil for a model without any.
  package let cpuMicroseconds: Double?
  /// Microseconds that calling them takes on top.
  package let cpuOverheadMicroseconds: Double

  /// Milliseconds of loading.
  package struct Load: Sendable, Equatable {
    /// From the file's bytes to a model that can run.
    package let milliseconds: Double
    /// Share of that for the NPU's programs and weights.
    package let npuMilliseconds: Double
    /// Share of that for parts in ONNX.
    package let onnxMilliseconds: Double

    /// Milliseconds as the caller's clock has them.
    package init(milliseconds: Double, npuMilliseconds: Double = 0, onnxMilliseconds: Double = 0) {
      self.milliseconds = milliseconds
      self.npuMilliseconds = npuMilliseconds
      self.onnxMilliseconds = onnxMilliseconds
    }
  }

  /// A report of given times.
  package init(
    load: Load, repeats: Int, npuMicroseconds: Double, npuOverheadMicroseconds: Double,
    cpuMicroseconds: Double? = nil, cpuOverheadMicroseconds: Double = 0
  ) {
    (self.load, self.repeats) = (load, repeats)
    (self.npuMicroseconds, self.npuOverheadMicroseconds) = (npuMicroseconds, npuOverheadMicroseconds)
    (self.cpuMicroseconds, self.cpuOverheadMicroseconds) = (cpuMicroseconds, cpuOverheadMicroseconds)
  }

  /// A report of what is estimated for a model.
  package init(_ estimate: ModelEstimate, _ timing: AxeraTiming, load: Load, repeats: Int) {
    let cpu = estimate.cycles(of: .cpu)
    let npu = estimate.cycles - cpu
    self.init(
      load: load, repeats: repeats, npuMicroseconds: 1000 * estimate.clocks.milliseconds(npu),
      npuOverheadMicroseconds: timing.runMicroseconds,
      cpuMicroseconds: cpu > 0 ? 1000 * estimate.clocks.milliseconds(cpu) : nil,
      cpuOverheadMicroseconds: cpu > 0 ? Self.cpuOverhead : 0)
  }

  /// Microseconds of calling a part on the CPU.
  ///
  /// **Source**: one printout of the runner has 4.
  private static let cpuOverhead = 4.0

  /// Rounds that the average is over: the first of several is dropped.
  ///
  /// **Source**: with `--repeat 100` the runner says 99; that a single round is not dropped is our choice.
  package var rounds: Int { max(1, repeats - 1) }

  /// Microseconds of a round, everything included.
  package var taskMicroseconds: Double {
    npuMicroseconds + npuOverheadMicroseconds + (cpuMicroseconds ?? 0) + cpuOverheadMicroseconds
  }

  /// The runner's lines, each with a mark of where its figures are from behind it.
  package var lines: [String] {
    let rest = max(0, load.milliseconds - load.npuMilliseconds - load.onnxMilliseconds)
    let parts = [
      "neu \(hundredths(load.npuMilliseconds)) ms", "onnx \(hundredths(load.onnxMilliseconds)) ms",
      "axe 0.00 ms", "overhead \(hundredths(rest)) ms",
    ]
    var lines = [
      "Create handle took \(hundredths(load.milliseconds)) ms (\(parts.joined(separator: ", ")))"
        + Self.hostMark,
      "Run task took \(whole(taskMicroseconds)) us (\(rounds) rounds for average)" + Self.estimateMark,
      part("NEU", npuMicroseconds, npuOverheadMicroseconds),
    ]
    if let cpuMicroseconds { lines.append(part("AXE", cpuMicroseconds, cpuOverheadMicroseconds)) }
    return lines
  }

  /// What stands behind lines of estimates.
  package static let estimateMark = "  [estimated]"
  /// What stands behind the line of loading.
  package static let hostMark = "  [this computer's time]"

  private func part(_ name: String, _ microseconds: Double, _ overhead: Double) -> String {
    "        Run \(name) took an average of \(whole(microseconds)) us (overhead \(whole(overhead)) us)"
      + Self.estimateMark
  }

  private func whole(_ figure: Double) -> String { String(integer(figure)) }

  /// Two decimals, without Foundation's formats.
  private func hundredths(_ figure: Double) -> String {
    let count = integer(figure * 100)
    let fraction = count % 100
    return "\(count / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }

  /// The nearest integer from 0 to 2^50; 0 for what is not a number.
  private func integer(_ figure: Double) -> Int {
    figure > 0 ? Int(min(figure, 0x1p50).rounded()) : 0
  }
}
