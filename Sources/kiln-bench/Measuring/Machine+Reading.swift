import BenchmarkKit
import Foundation
import OpKernels

extension Machine {
  /// The machine that this runs on, from `/proc`.
  static func current() -> Machine {
    let load = text("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) }
    let date = Date.now.formatted(.iso8601.year().month().day())
    return Machine(
      processor: processor(text("/proc/cpuinfo")),
      cores: ProcessInfo.processInfo.activeProcessorCount, date: date, load: load ?? 0,
      bestKernels: KernelSet.best.rawValue)
  }

  /// The processor's name; with family and model, since hypervisors give several generations one name.
  private static func processor(_ text: String) -> String {
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2, fields[parts[0]] == nil { fields[parts[0]] = parts[1] }
    }
    guard let name = fields["model name"] else { return "unknown processor" }
    guard let family = fields["cpu family"], let model = fields["model"] else { return name }
    return "\(name) (family \(family), model \(model))"
  }

  /// A file of `/proc`, empty if there is none.
  static func text(_ path: String) -> String {
    // Sizes of these files are 0, so they are read to their end.
    guard let file = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? file.close() }
    return String(decoding: (try? file.readToEnd()) ?? Data(), as: UTF8.self)
  }
}

/// How much of the machine others take between two moments.
struct MachineUse {
  /// Seconds that all cores were busy, stolen ones included, since the start of the machine.
  private let busy: Double
  private let own: Double
  private let moment = ContinuousClock.now

  /// This moment.
  init() {
    // First line: user nice system idle iowait irq softirq steal …, in hundredths of a second.
    let counts = Machine.text("/proc/stat").prefix { $0 != "\n" }.split(separator: " ").dropFirst()
      .compactMap { Double($0) }
    let idle = counts.count > 4 ? counts[3] + counts[4] : 0
    busy = (counts.prefix(8).reduce(0, +) - idle) / 100
    own = ProcessClock.seconds
  }

  /// Share of all cores that others took since this moment; nil if the system does not tell.
  func othersShare(cores: Int) -> Double? {
    let now = MachineUse()
    let elapsed = (now.moment - moment).components
    let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    guard now.busy > busy, seconds > 0, cores > 0 else { return nil }
    return max(0, (now.busy - busy) - (now.own - own)) / (seconds * Double(cores))
  }
}
