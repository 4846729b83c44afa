/// A date and time of day in the calendar of `time.localtime`, and its seconds since 2000-01-01
/// (lib/timeutils of MicroPython).
struct CalendarDate: Equatable {
  var year: Int
  /// 1…12.
  var month: Int
  /// 1…31.
  var day: Int
  var hour: Int
  var minute: Int
  var second: Int

  private static let secondsPerDay = 86_400
  /// Days from 0000-03-01, from which leap days are easily counted, to 2000-01-01.
  private static let epoch = 730_425
  private static let daysPerEra = 146_097

  /// The date so many seconds after 2000-01-01 00:00:00.
  init(seconds: Int) {
    let days = Interpreter.floorDivision(seconds, Self.secondsPerDay)
    let (era, day) = Interpreter.floorDivision(days.quotient + Self.epoch, Self.daysPerEra)
    let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    self.day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    (hour, minute, second) = (days.remainder / 3600, days.remainder / 60 % 60, days.remainder % 60)
  }

  /// A date from its parts, which may lie outside their ranges and are carried; nil beyond what anyone can
  /// mean.
  init?(parts: [Int]) {
    guard parts.count >= 6, parts.allSatisfy({ $0.magnitude < 1 << 40 }) else { return nil }
    (year, month, day, hour, minute, second) = (parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
  }

  /// Seconds from 2000-01-01 00:00:00.
  var seconds: Int {
    (Self.days(year, month) + day - 1) * Self.secondsPerDay + hour * 3600 + minute * 60 + second
  }

  /// 0 for Monday.
  var weekday: Int {
    // 2000-01-01 was a Saturday.
    Interpreter.floorDivision(Self.days(year, month) + day - 1 + 5, 7).remainder
  }

  /// 1 for the first of January.
  var dayOfYear: Int { Self.days(year, month) + day - Self.days(year, 1) }

  /// Days from 2000-01-01 to the first of a month, which may lie outside 1…12.
  private static func days(_ year: Int, _ month: Int) -> Int {
    let (years, fromMarch) = Interpreter.floorDivision(month - 3, 12)
    let (era, yearOfEra) = Interpreter.floorDivision(year + years, 400)
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + (153 * fromMarch + 2) / 5
    return era * daysPerEra + dayOfEra - epoch
  }
}
