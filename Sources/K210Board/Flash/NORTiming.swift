package import K210Boards

/// How long a flash chip is busy.
package struct NORTiming: Sendable, Equatable {
  /// Programming the first byte of a page.
  package var firstByte: Duration
  /// Programming each further one.
  package var nextByte: Duration
  /// Programming a page, at most.
  package var page: Duration
  /// Erasing 4 KiB.
  package var sector: Duration
  /// Erasing 32 KiB.
  package var block32: Duration
  /// Erasing 64 KiB.
  package var block64: Duration
  /// Erasing all.
  package var chip: Duration
  /// Writing status registers for good.
  package var statusWrite: Duration
  /// Until a suspended operation lets the array be read.
  package var suspend: Duration
  /// Until a chip listens after a reset.
  package var reset: Duration
  /// Until a chip listens after it was woken.
  package var wake: Duration

  /// Programming `count` bytes.
  package func program(_ count: Int) -> Duration {
    min(page, firstByte + nextByte * max(0, count - 1))
  }

  /// What a data sheet says.
  package struct Columns: Sendable, Equatable {
    /// The typical column.
    package let typical: Fact<NORTiming>
    /// The maximum column.
    package let maximum: Fact<NORTiming>
  }

  /// Which figures a chip works with.
  package enum Profile: String, Sendable, CaseIterable {
    /// The data sheet's typical ones.
    case typical
    /// The data sheet's longest ones.
    case maximum
    /// A microsecond for anything: some hundred cycles of the CPU.
    case fast
  }

  /// A microsecond for anything; no chip is so.
  package static let fast = NORTiming(
    firstByte: .microseconds(1), nextByte: .zero, page: .microseconds(1), sector: .microseconds(1),
    block32: .microseconds(1), block64: .microseconds(1), chip: .microseconds(1),
    statusWrite: .microseconds(1), suspend: .microseconds(1), reset: .microseconds(1), wake: .microseconds(1))
}

extension NORTiming.Columns {
  /// The figures of a profile.
  package func timing(_ profile: NORTiming.Profile) -> NORTiming {
    switch profile {
    case .typical: typical.value
    case .maximum: maximum.value
    case .fast: .fast
    }
  }

  /// W25QxxJV; erasing all takes as long as the size asks, five times that at most.
  static func winbond(chipEraseSeconds: Int) -> Self {
    Self(
      typical: Fact(
        NORTiming(
          firstByte: .microseconds(30), nextByte: .nanoseconds(2500), page: .microseconds(700),
          sector: .milliseconds(45), block32: .milliseconds(120), block64: .milliseconds(150),
          chip: .seconds(chipEraseSeconds), statusWrite: .milliseconds(10), suspend: .microseconds(20),
          reset: .microseconds(30), wake: .microseconds(3)),
        .vendor,
        "W25Q128JV data sheet, revision M, typical; pages (0.4 ms there) and single bytes as W25Q128FV"),
      maximum: Fact(
        NORTiming(
          firstByte: .microseconds(50), nextByte: .microseconds(12), page: .milliseconds(3),
          sector: .milliseconds(400), block32: .milliseconds(1600), block64: .milliseconds(2000),
          chip: .seconds(5 * chipEraseSeconds), statusWrite: .milliseconds(15), suspend: .microseconds(20),
          reset: .microseconds(30), wake: .microseconds(3)),
        .vendor, "W25Q128JV data sheet, revision M, maximum; single bytes as W25Q128FV"))
  }

  /// GD25LQ128.
  static let gigaDevice = Self(
    typical: Fact(
      NORTiming(
        firstByte: .microseconds(30), nextByte: .nanoseconds(2250), page: .microseconds(600),
        sector: .milliseconds(60), block32: .milliseconds(200), block64: .milliseconds(300),
        chip: .seconds(60), statusWrite: .milliseconds(5), suspend: .microseconds(20),
        reset: .microseconds(30), wake: .microseconds(20)),
      .inferred, "GD25LQ128 data sheet, typical, middle of its revisions; single bytes as Winbond's"),
    maximum: Fact(
      NORTiming(
        firstByte: .microseconds(50), nextByte: .microseconds(10), page: .microseconds(2400),
        sector: .milliseconds(400), block32: .milliseconds(1200), block64: .milliseconds(1600),
        chip: .seconds(120), statusWrite: .milliseconds(30), suspend: .microseconds(20),
        reset: .microseconds(30), wake: .microseconds(20)),
      .inferred, "GD25LQ128 data sheet, maximum, longest of its revisions; single bytes as Winbond's"))
}
