/// Numbers as people read them; the same on every machine, whatever its locale.
public enum NumberForm {
  /// A count with a comma between groups of three digits: `1,351,592`.
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// A size with the exact number behind it: `1.3 MiB (1351592 bytes)`; below 1 KiB only `312 bytes`.
  public static func bytes(_ count: Int) -> String {
    count.magnitude < 1024 ? shortBytes(count) : "\(shortBytes(count)) (\(count) bytes)"
  }

  /// A size in the unit that suits it, with one decimal: `1.3 MiB`, `312 bytes`.
  public static func shortBytes(_ count: Int) -> String {
    scaled(
      Double(count), step: 1024, units: [count == 1 || count == -1 ? "byte" : "bytes", "KiB", "MiB", "GiB"])
  }

  /// Multiply-accumulate operations: `812 MAC`, `3.4 kMAC`, `120.5 MMAC`, `1.2 GMAC`.
  public static func macs(_ count: Int) -> String {
    scaled(Double(count), step: 1000, units: ["MAC", "kMAC", "MMAC", "GMAC", "TMAC"])
  }

  /// A duration that suits a person: `850 µs`, `12.3 ms`, `4.2 s`, `3 min 05 s`, `2 h 10 min`; `?` if not finite.
  public static func duration(seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    if seconds < 0.001 { return "\(decimal(seconds * 1e6, places: 0)) µs" }
    if seconds < 1 { return "\(decimal(seconds * 1e3, places: 1)) ms" }
    if seconds < 59.95 { return "\(decimal(seconds, places: 1)) s" }
    let whole = Int(min(seconds, 1e12).rounded())
    let (minutes, rest) = (whole / 60, whole % 60)
    if minutes < 60 { return "\(minutes) min \(rest < 10 ? "0" : "")\(rest) s" }
    return "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
  }

  /// A number with a fixed count of decimals (0…9), rounded half away from zero: `decimal(3.14159, places: 2)` is `3.14`.
  public static func decimal(_ value: Double, places: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let places = max(0, min(9, places))
    var factor = 1
    for _ in 0..<places { factor *= 10 }
    let scaled = (value.magnitude * Double(factor)).rounded()
    // Beyond this a double has no decimals worth the name.
    guard scaled < 9e15 else { return "\(value)" }
    let number = Int(scaled)
    let sign = value < 0 && number != 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(number)" }
    let fraction = String(number % factor)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(sign)\(number / factor).\(zeros)\(fraction)"
  }

  /// A share as percent with one decimal: `percent(0.125)` is `12.5 %`.
  public static func percent(_ share: Double) -> String { "\(decimal(share * 100, places: 1)) %" }

  /// Moves to the next unit as soon as the rounded number would reach a whole step.
  private static func scaled(_ value: Double, step: Double, units: [String]) -> String {
    var value = value
    var index = 0
    while index < units.count - 1, (value.magnitude * 10).rounded() >= step * 10 {
      value /= step
      index += 1
    }
    return "\(decimal(value, places: index == 0 ? 0 : 1)) \(units[index])"
  }
}
