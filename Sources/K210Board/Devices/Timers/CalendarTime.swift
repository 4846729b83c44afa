/// A date and a time of day as the RTC counts them: years 0 to 3199, Gregorian, with a day of the week of their own.
struct CalendarTime: Sendable, Equatable {
  var year: UInt32
  var month: UInt32
  var day: UInt32
  var weekday: UInt32
  var hour: UInt32
  var minute: UInt32
  var second: UInt32

  /// Years that the registers can hold.
  static let yearCount: UInt32 = 3200

  /// Saturday, 1 January 2000, 0 o'clock; what the chip has after power came on is not known.
  static let initial = CalendarTime(year: 2000, month: 1, day: 1, weekday: 6, hour: 0, minute: 0, second: 0)

  static func isLeap(_ year: UInt32) -> Bool { year % 4 == 0 && year % 100 != 0 || year % 400 == 0 }

  /// Days of a month, 1…12.
  static func dayCount(ofMonth month: UInt32, _ year: UInt32) -> UInt32 {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days from 1 January of year 0 to 1 January of `year`.
  private static func dayCount(before year: UInt32) -> UInt64 {
    guard year > 0 else { return 0 }
    let last = UInt64(year - 1)
    return UInt64(year) * 365 + last / 4 - last / 100 + last / 400 + 1
  }

  /// The nearest date and time that exist.
  var normalised: CalendarTime {
    var time = self
    time.year %= Self.yearCount
    time.month = min(max(month, 1), 12)
    time.day = min(max(day, 1), Self.dayCount(ofMonth: time.month, time.year))
    time.weekday %= 7
    (time.hour, time.minute, time.second) = (min(hour, 23), min(minute, 59), min(second, 59))
    return time
  }

  /// Seconds since midnight.
  var secondOfDay: UInt64 { UInt64(hour) * 3600 + UInt64(minute) * 60 + UInt64(second) }

  /// The time `seconds` later; behind the last year follows year 0.
  func advanced(by seconds: UInt64) -> CalendarTime {
    guard seconds > 0 else { return self }
    var time = normalised
    let (days, rest) = time.secondOfDay.addingReportingOverflow(seconds).partialValue
      .quotientAndRemainder(dividingBy: 86_400)
    time.hour = UInt32(rest / 3600)
    time.minute = UInt32(rest / 60 % 60)
    time.second = UInt32(rest % 60)
    if days > 0 { time.advance(days: days) }
    return time
  }

  private mutating func advance(days: UInt64) {
    weekday = UInt32((UInt64(weekday) + days) % 7)
    let dayOfYear = (1..<month).reduce(UInt64(day - 1)) { $0 + UInt64(Self.dayCount(ofMonth: $1, year)) }
    let number = (Self.dayCount(before: year) + dayOfYear + days) % Self.dayCount(before: Self.yearCount)
    // 146,097 days are 400 years; the guess is at most a year off.
    year = UInt32(number * 400 / 146_097)
    while Self.dayCount(before: year) > number { year -= 1 }
    while Self.dayCount(before: year + 1) <= number { year += 1 }
    var rest = UInt32(number - Self.dayCount(before: year))
    month = 1
    while rest >= Self.dayCount(ofMonth: month, year) {
      rest -= Self.dayCount(ofMonth: month, year)
      month += 1
    }
    day = rest + 1
  }
}
