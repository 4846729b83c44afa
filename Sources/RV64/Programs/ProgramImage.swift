/// A program as a file holds it: what goes where in memory, where it starts, and what its parts are called.
///
/// Addresses are physical, the low 32 bits of those in the file, as the machine has no others.
public struct ProgramImage: Sendable, Equatable {
  /// A part of memory that the program fills.
  public struct Segment: Sendable, Equatable {
    /// Where it goes.
    public let address: UInt32
    /// What the file holds of it; shared with the file.
    public let bytes: ArraySlice<UInt8>
    /// Bytes of it in memory: those of the file, then zeros.
    public let byteCount: Int

    /// Whether an address lies in it.
    public func contains(_ address: UInt32) -> Bool {
      address >= self.address && Int(address - self.address) < byteCount
    }
  }

  /// What an image may ask for at most.
  public struct Limits: Sendable, Equatable {
    /// Bytes of the file.
    public var fileByteCount: Int
    /// Bytes of all segments in memory together, zeros included.
    public var memoryByteCount: Int
    /// Program headers, whether they are loaded or not.
    public var segmentCount: Int
    /// Entries of the symbol table.
    public var symbolCount: Int

    /// Limits that programs for chips with some megabytes of memory do not reach.
    public init(
      fileByteCount: Int = 256 << 20, memoryByteCount: Int = 64 << 20, segmentCount: Int = 256,
      symbolCount: Int = 1 << 20
    ) {
      self.fileByteCount = fileByteCount
      self.memoryByteCount = memoryByteCount
      self.segmentCount = segmentCount
      self.symbolCount = symbolCount
    }

    /// Throws when `count` is above a limit; a limit below 0 is one of 0.
    static func check(
      _ count: UInt64, _ name: String, limit: Int, at offset: Int?, _ subject: String
    ) throws(ProgramImageError) {
      let limit = UInt64(max(0, limit))
      guard count > limit else { return }
      throw ProgramImageError(
        .overLimit(name: name, found: count, limit: limit), offset: offset, subject: subject)
    }
  }

  /// What it puts into memory, in the file's order.
  public let segments: [Segment]
  /// Address of the first instruction.
  public let entry: UInt32
  /// Names of its parts; empty for flat images and stripped files.
  public let symbols: SymbolTable

  init(segments: [Segment], entry: UInt32, symbols: SymbolTable) {
    self.segments = segments
    self.entry = entry
    self.symbols = symbols
  }

  /// An image without structure, which goes to `address` and starts there, or at `entry`.
  ///
  /// - Throws: `ProgramImageError` when it is empty, larger than a limit, or reaches beyond 4 GiB.
  public init(
    flat bytes: [UInt8], at address: UInt32, entry: UInt32? = nil, limits: Limits = Limits()
  ) throws(ProgramImageError) {
    try Self.check(bytes.count, "bytes of the image", limit: limits.fileByteCount)
    try Self.check(bytes.count, "bytes in memory", limit: limits.memoryByteCount)
    guard !bytes.isEmpty else {
      throw ProgramImageError(
        .invalidField(name: "byte count", found: "0", expected: "at least 1"), offset: nil, subject: "image")
    }
    guard UInt64(address) + UInt64(bytes.count) <= 1 << 32 else {
      throw ProgramImageError(
        .outsideMemory(address: address, byteCount: bytes.count), offset: nil, subject: "image")
    }
    self.init(
      segments: [Segment(address: address, bytes: bytes[...], byteCount: bytes.count)],
      entry: entry ?? address, symbols: SymbolTable())
  }

  /// An executable of the form ELF for 64-bit little-endian RISC-V.
  ///
  /// - Throws: `ProgramImageError` with the offset of what is wrong.
  public init(elf bytes: [UInt8], limits: Limits = Limits()) throws(ProgramImageError) {
    try Self.check(bytes.count, "bytes of the file", limit: limits.fileByteCount)
    let file = try ELFFile(bytes[...])
    let segments = try file.segments(limits: limits)
    self.init(
      segments: segments, entry: try file.entry(in: segments), symbols: try file.symbols(limits: limits))
  }

  /// Whether a file says that it is an ELF file.
  public static func isELF(_ bytes: some Collection<UInt8>) -> Bool { bytes.starts(with: ELFFile.magic) }

  private static func check(_ count: Int, _ name: String, limit: Int) throws(ProgramImageError) {
    try Limits.check(UInt64(count), name, limit: limit, at: nil, "image")
  }

  /// Whether the program fills an address.
  public func contains(_ address: UInt32) -> Bool { segments.contains { $0.contains(address) } }

  /// The part of the program that an address lies in, nil outside all of them.
  ///
  /// The upper half of the address is not looked at. A symbol without a size reaches to the next one.
  public func symbol(at address: UInt64) -> SymbolTable.Place? {
    let address = UInt32(truncatingIfNeeded: address)
    return symbolIndex(at: address).map { symbols.place(of: address, in: $0) }
  }

  /// The position in ``symbols`` of the symbol that an address lies in.
  func symbolIndex(at address: UInt32) -> Int? {
    guard let index = symbols.index(at: address) else { return nil }
    return symbols.isSized(index) || contains(address) ? index : nil
  }
}
