/// One line that shows how far a piece of work has come; a pure function of its numbers.
public struct ProgressBar: Sendable, Equatable {
  /// What is counted.
  public enum Unit: Sendable, Equatable {
    /// Bytes, shown in KiB and MiB.
    case bytes
    /// Things by their name in the plural, such as `layers`.
    case items(String)
  }

  /// What is being done, such as `writing`.
  public let label: String
  /// What is counted.
  public let unit: Unit
  /// The whole work; `nil` when it is not known.
  public let total: Int?

  /// A bar for one piece of work.
  public init(label: String, unit: Unit, total: Int?) {
    self.label = DisplayWidth.singleLine(label)
    self.unit = unit
    self.total = total
  }

  /// The line for a moment: label, bar, share, amount, rate and time left.
  ///
  /// `elapsed` is in seconds since the start. The line is at most `width` columns; when there is little room the bar goes
  /// first, then the end is cut. Rate and time left appear once something is done and time has passed.
  public func line(done: Int, elapsed: Double, width: Int) -> String {
    let done = max(0, min(done, total ?? Int.max))
    var facts: [String] = []
    var share: Double?
    if let total {
      let part = total > 0 ? Double(done) / Double(total) : 1
      share = part
      // Only finished work shows 100 %.
      let percent = done >= total ? 100 : min(99, Int(part * 100))
      facts.append(String(repeating: " ", count: percent < 10 ? 2 : percent < 100 ? 1 : 0) + "\(percent) %")
    }
    facts.append(amount(done))
    if done > 0, elapsed.isFinite, elapsed > 0 {
      let rate = Double(done) / elapsed
      facts.append(rateText(rate))
      if let total, done < total {
        // Rounded up: something is left.
        facts.append("\(NumberForm.duration(seconds: (Double(total - done) / rate).rounded(.up))) left")
      } else {
        facts.append(NumberForm.duration(seconds: elapsed))
      }
    }
    let tail = facts.joined(separator: "  ")
    let room = width - DisplayWidth.of(label) - DisplayWidth.of(tail) - 5
    guard let share, room >= 8 else { return DisplayWidth.truncated("\(label)  \(tail)", to: width) }
    return "\(label) [\(Self.bar(share, min(room, 40)))]  \(tail)"
  }

  private static func bar(_ share: Double, _ columns: Int) -> String {
    let filled = max(0, min(columns, Int(share * Double(columns))))
    return String(repeating: "#", count: filled) + String(repeating: "-", count: columns - filled)
  }

  private func amount(_ done: Int) -> String {
    switch (unit, total) {
    case (.bytes, let total?): "\(NumberForm.shortBytes(done)) of \(NumberForm.shortBytes(total))"
    case (.bytes, nil): NumberForm.shortBytes(done)
    case (.items(let name), let total?): "\(NumberForm.grouped(done)) of \(NumberForm.grouped(total)) \(name)"
    case (.items(let name), nil): "\(NumberForm.grouped(done)) \(name)"
    }
  }

  private func rateText(_ rate: Double) -> String {
    switch unit {
    case .bytes: "\(NumberForm.shortBytes(Int(min(rate, 1e15))))/s"
    case .items: "\(NumberForm.decimal(rate, places: rate < 100 ? 1 : 0))/s"
    }
  }
}
