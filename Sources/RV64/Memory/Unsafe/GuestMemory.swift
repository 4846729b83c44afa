/// The RAM of the machine, and what was decoded of the programs in it.
///
/// **Invariant**: raw addresses are made from offsets that were checked against `byteCount` only; pages of decoded
/// instructions have two entries more than halfwords, so that stepping off the last one lands on `pageEnd`.
@safe public final class GuestMemory {
  /// Bytes of RAM, a multiple of the page size.
  public let byteCount: Int
  /// Where the RAM starts in the address space; it may start at several places.
  public let bases: [UInt32]

  /// Bytes of a page of decoded instructions.
  static let pageByteCount = 4096
  /// Instructions that may start in a page.
  static let pageEntryCount = pageByteCount / 2

  /// Offsets of instructions that a debugger wants to stop at, at most ``breakpointLimit``.
  var breakpoints: Set<Int> = []

  let bytes: UnsafeMutableRawPointer
  /// Decoded instructions by page; nil for pages that no program ran in.
  let pages: UnsafeMutablePointer<UnsafeMutablePointer<DecodedInstruction>?>

  /// Allocates RAM, all zero, that starts at each of `bases`.
  public init(byteCount: Int, bases: [UInt32]) {
    let pageCount = max(1, (byteCount + Self.pageByteCount - 1) / Self.pageByteCount)
    self.byteCount = pageCount * Self.pageByteCount
    self.bases = bases.isEmpty ? [0] : bases
    unsafe bytes = UnsafeMutableRawPointer.allocate(byteCount: self.byteCount, alignment: 4096)
    unsafe bytes.initializeMemory(as: UInt64.self, repeating: 0, count: self.byteCount / 8)
    unsafe pages = .allocate(capacity: pageCount)
    unsafe pages.initialize(repeating: nil, count: pageCount)
  }

  deinit {
    forgetPrograms()
    unsafe pages.deallocate()
    unsafe bytes.deallocate()
  }

  /// The offset of an address, nil when it is not RAM; `size` bytes must fit.
  @inline(__always) public func offset(of address: UInt32, size: Int) -> Int? {
    for base in bases {
      let offset = Int(address &- base)
      if offset <= byteCount - size { return offset }
    }
    return nil
  }

  // MARK: For devices and loaders

  /// The bytes at an offset; nil when they leave the RAM.
  public func read(_ range: Range<Int>) -> [UInt8]? {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else { return nil }
    return unsafe [UInt8](UnsafeRawBufferPointer(start: bytes + range.lowerBound, count: range.count))
  }

  /// Puts bytes at an offset; false when they leave the RAM.
  @discardableResult
  public func write(_ values: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, values.count <= byteCount, offset <= byteCount - values.count else { return false }
    unsafe UnsafeMutableRawBufferPointer(start: bytes + offset, count: values.count).copyBytes(from: values)
    forget(offset, values.count)
    return true
  }

  /// Lends bytes for reading and writing, and forgets what was decoded of them; nil when they leave the RAM.
  ///
  /// `body` must not run harts or use this memory otherwise.
  package func withMutableBytes<Result, Failure: Error>(
    _ range: Range<Int>, _ body: (inout MutableSpan<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else { return nil }
    defer { forget(range.lowerBound, range.count) }
    let start = unsafe (bytes + range.lowerBound).assumingMemoryBound(to: UInt8.self)
    var span = unsafe MutableSpan(_unsafeStart: start, count: range.count)
    return try body(&span)
  }

  /// Reads 1, 2, 4 or 8 bytes at a checked offset.
  @inline(__always) func load(_ offset: Int, _ size: Int) -> UInt64 {
    switch size {
    case 1: UInt64(unsafe bytes.load(fromByteOffset: offset, as: UInt8.self))
    case 2: UInt64(unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self))
    case 4: UInt64(unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    default: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
  }

  /// Writes 1, 2, 4 or 8 bytes at a checked offset.
  @inline(__always) func store(_ offset: Int, _ size: Int, _ value: UInt64) {
    switch size {
    case 1:
      unsafe bytes.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: offset, as: UInt8.self)
    case 2:
      unsafe bytes.storeBytes(of: UInt16(truncatingIfNeeded: value), toByteOffset: offset, as: UInt16.self)
    case 4:
      unsafe bytes.storeBytes(of: UInt32(truncatingIfNeeded: value), toByteOffset: offset, as: UInt32.self)
    default: unsafe bytes.storeBytes(of: value, toByteOffset: offset, as: UInt64.self)
    }
    forgetWritten(offset, size)
  }

  // MARK: Decoded programs

  /// Forgets what was decoded of a few bytes that were just written.
  @inline(__always) func forgetWritten(_ offset: Int, _ size: Int) {
    // An instruction that starts in the halfword before may reach into these bytes, and they may cross a page.
    let first = max(0, offset - 2) / Self.pageByteCount
    let last = (offset + size - 1) / Self.pageByteCount
    if unsafe pages[first] != nil || pages[min(last, pageCount - 1)] != nil { forget(offset, size) }
  }

  private var pageCount: Int { byteCount / Self.pageByteCount }

  /// Forgets what was decoded of a range of bytes.
  @inline(never) func forget(_ offset: Int, _ count: Int) {
    guard count > 0 else { return }
    let first = max(0, offset - 2) / 2
    let last = min(byteCount - 1, offset + count - 1) / 2
    var entry = first
    while entry <= last {
      let page = entry / Self.pageEntryCount
      let end = min(last, (page + 1) * Self.pageEntryCount - 1)
      if let entries = unsafe pages[page] {
        for index in entry...end { unsafe entries[index % Self.pageEntryCount] = .undecoded }
      }
      entry = end + 1
    }
  }

  /// Forgets everything that was decoded.
  public func forgetPrograms() {
    for page in 0..<pageCount {
      unsafe pages[page]?.deallocate()
      unsafe pages[page] = nil
    }
  }

  /// The decoded instructions of a page, allocated when they are first asked for.
  @inline(__always) func entries(ofPage page: Int) -> UnsafeMutablePointer<DecodedInstruction> {
    if let entries = unsafe pages[page] { return unsafe entries }
    return unsafe makeEntries(page)
  }

  @inline(never) private func makeEntries(_ page: Int) -> UnsafeMutablePointer<DecodedInstruction> {
    let entries = UnsafeMutablePointer<DecodedInstruction>.allocate(capacity: Self.pageEntryCount + 2)
    unsafe entries.initialize(repeating: .undecoded, count: Self.pageEntryCount)
    unsafe (entries + Self.pageEntryCount).initialize(repeating: DecodedInstruction(.pageEnd), count: 2)
    unsafe pages[page] = entries
    return unsafe entries
  }

  /// Decodes the instruction at a checked offset into its entry, or puts the breakpoint there that lies on it.
  @discardableResult
  func decode(at offset: Int, seesBreakpoints: Bool = true) -> DecodedInstruction {
    let low = UInt16(truncatingIfNeeded: load(offset, 2))
    let high = offset + 4 <= byteCount ? UInt16(truncatingIfNeeded: load(offset + 2, 2)) : 0
    var instruction = Decoder.decode(low: low, high: high)
    let index = offset % Self.pageByteCount / 2
    instruction.shortenJump(from: index)
    if seesBreakpoints, isBreakpoint(offset) { instruction.operation = .breakpoint }
    unsafe entries(ofPage: offset / Self.pageByteCount)[index] = instruction
    return instruction
  }
}

extension DecodedInstruction {
  /// Makes a jump that stays in its page a near one; `index` is the jump's own entry.
  fileprivate mutating func shortenJump(from index: Int) {
    let (halfwords, target) = (immediate / 2, Int64(index) + immediate / 2)
    guard (0..<Int64(GuestMemory.pageEntryCount)).contains(target) else { return }
    switch operation {
    case .jalFar: operation = .jalNear
    case .beqFar, .bneFar, .bltFar, .bgeFar, .bltuFar, .bgeuFar:
      let distance = Operation.beqFar.rawValue - Operation.beqNear.rawValue
      operation = Operation(rawValue: operation.rawValue - distance) ?? operation
    default: return
    }
    immediate = halfwords
  }
}
