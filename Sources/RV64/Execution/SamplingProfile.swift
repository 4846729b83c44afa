/// How often a program was seen where: counts of samples by address, then by symbol.
///
/// Whoever runs harts in slices records `pc` between them. Equal samples give equal profiles, in any order as long as
/// ``bucketLimit`` is not reached.
public struct SamplingProfile: Sendable, Equatable {
  /// Samples of one symbol.
  public struct Line: Sendable, Equatable {
    /// The symbol, nil for samples that lie in none.
    public let symbol: SymbolTable.Symbol?
    /// How many samples lie in it.
    public let count: UInt64
  }

  /// Samples of one bucket of addresses.
  public struct Bucket: Sendable, Equatable {
    /// The first address.
    public let address: UInt32
    /// How many samples lie in it.
    public let count: UInt64
  }

  /// Bytes of a bucket, a power of two.
  public let bucketByteCount: Int
  /// Buckets that are kept at most; samples elsewhere are counted together.
  public let bucketLimit: Int
  /// Samples so far.
  public private(set) var sampleCount: UInt64 = 0
  /// Samples for which there was no bucket left.
  public private(set) var otherCount: UInt64 = 0
  private var counts: [UInt32: UInt64] = [:]

  /// An empty profile.
  ///
  /// - Parameters:
  ///   - bucketByteCount: rounded down to a power of two, at least 2, so that each instruction has its own. A larger
  ///     bucket counts for the symbol at its start.
  ///   - bucketLimit: at least 1.
  public init(bucketByteCount: Int = 2, bucketLimit: Int = 1 << 18) {
    let bytes = min(max(2, bucketByteCount), 1 << 31)
    self.bucketByteCount = 1 << (Int.bitWidth - 1 - bytes.leadingZeroBitCount)
    self.bucketLimit = max(1, bucketLimit)
  }

  /// Counts samples at an address, of which the low 32 bits are looked at.
  public mutating func record(pc: UInt64, count: UInt64 = 1) {
    sampleCount &+= count
    let bucket = UInt32(truncatingIfNeeded: pc) & ~UInt32(bucketByteCount - 1)
    if let before = counts[bucket] {
      counts[bucket] = before &+ count
    } else if counts.count < bucketLimit {
      counts[bucket] = count
    } else {
      otherCount &+= count
    }
  }

  /// The buckets with samples, by address.
  public var buckets: [Bucket] {
    counts.map { Bucket(address: $0.key, count: $0.value) }.sorted { $0.address < $1.address }
  }

  /// The symbols with samples, those with most first, equal ones by address, samples without a symbol last.
  public func lines(of image: ProgramImage) -> [Line] {
    var bySymbol: [Int: UInt64] = [:]
    var rest = otherCount
    for (address, count) in counts {
      if let index = image.symbolIndex(at: address) {
        bySymbol[index, default: 0] &+= count
      } else {
        rest &+= count
      }
    }
    let sorted = bySymbol.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let lines = sorted.map { Line(symbol: image.symbols[$0.key], count: $0.value) }
    return rest > 0 ? lines + [Line(symbol: nil, count: rest)] : lines
  }
}
