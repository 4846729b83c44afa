/// The functions, objects and labels of a program by address.
///
/// Names stay in the file's string table until somebody asks: a table costs 16 bytes for each entry, whatever it says.
public struct SymbolTable: Sendable, Equatable {
  /// A named part of a program.
  public struct Symbol: Sendable, Equatable {
    /// Its name, at most ``SymbolTable/nameByteLimit`` bytes; control characters are shown as `?`.
    public let name: String
    /// Where it starts.
    public let address: UInt32
    /// Its bytes; 0 when the file does not say.
    public let byteCount: UInt32
    /// What it is.
    public let kind: Kind
  }

  /// What a symbol is; raw values are ELF's `STT_…`.
  public enum Kind: UInt8, Sendable {
    /// A label of assembly or of a linker script.
    case label = 0
    /// Data.
    case object = 1
    /// Code.
    case function = 2
  }

  /// A place in a program: a symbol, and bytes from its start.
  public struct Place: Sendable, Equatable, CustomStringConvertible {
    /// The symbol that the address lies in.
    public let symbol: Symbol
    /// Bytes from its start to the address.
    public let offset: UInt32

    /// `name`, or `name+0x10`.
    public var description: String {
      offset == 0 ? symbol.name : "\(symbol.name)+\(Disassembler.hexadecimal(offset))"
    }
  }

  /// Bytes of a name that are shown.
  public static let nameByteLimit = 512

  /// An entry as it is kept: its name begins at an offset in the string table.
  struct Entry: Sendable, Equatable {
    let address: UInt32
    let byteCount: UInt32
    let nameOffset: UInt32
    let kind: Kind
    let isGlobal: Bool

    /// Which of several at one address is shown: with a size, then functions, then objects, then global ones.
    fileprivate var rank: Int {
      (byteCount > 0 ? 8 : 0) + Int(kind.rawValue) * 2 + (isGlobal ? 1 : 0)
    }
    /// The address behind it.
    fileprivate var end: UInt64 { UInt64(address) + UInt64(byteCount) }
  }

  private let names: ArraySlice<UInt8>
  /// By address; at one address, the one that is shown comes first.
  private let entries: [Entry]

  /// A table without symbols.
  public init() {
    names = []
    entries = []
  }

  /// A table of `entries`, whose names stand in `names`.
  ///
  /// Labels without a size inside of a sized symbol are left out, so that they do not cut it in two.
  init(_ entries: [Entry], names: ArraySlice<UInt8>) {
    let sorted = entries.enumerated().sorted {
      ($0.element.address, -$0.element.rank, $0.offset) < ($1.element.address, -$1.element.rank, $1.offset)
    }
    var kept: [Entry] = []
    var covered: UInt64 = 0
    for (_, entry) in sorted where entry.byteCount > 0 || UInt64(entry.address) >= covered {
      kept.append(entry)
      covered = max(covered, entry.end)
    }
    self.entries = kept
    self.names = names
  }

  /// How many symbols there are.
  public var count: Int { entries.count }

  /// The symbol at a position in the order of addresses, which must be below ``count``.
  public subscript(index: Int) -> Symbol {
    let entry = entries[index]
    return Symbol(
      name: name(of: entry), address: entry.address, byteCount: entry.byteCount, kind: entry.kind)
  }

  /// Whether the file gives the size of the symbol at a position.
  func isSized(_ index: Int) -> Bool { entries[index].byteCount > 0 }

  /// An address as a place in the symbol at a position.
  func place(of address: UInt32, in index: Int) -> Place {
    Place(symbol: self[index], offset: address &- entries[index].address)
  }

  /// The position of the last symbol that starts at an address or before, nil when it ends before the address.
  func index(at address: UInt32) -> Int? {
    let after = firstIndex { $0.address > address }
    guard after > 0 else { return nil }
    let start = entries[after - 1].address
    let first = firstIndex { $0.address >= start }
    let entry = entries[first]
    return entry.byteCount == 0 || UInt64(address) < entry.end ? first : nil
  }

  /// The first symbol with a name, nil when there is none.
  public func symbol(named name: String) -> Symbol? {
    let index = entries.firstIndex {
      let bytes = names.dropFirst(Int($0.nameOffset))
      return bytes.starts(with: name.utf8) && bytes.dropFirst(name.utf8.count).first ?? 0 == 0
    }
    return index.map { self[$0] }
  }

  /// The position of the first entry that `isBehind` holds for, by halving.
  private func firstIndex(where isBehind: (Entry) -> Bool) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(entries[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private func name(of entry: Entry) -> String {
    let bytes = names.dropFirst(Int(entry.nameOffset)).prefix(Self.nameByteLimit).prefix { $0 != 0 }
    var name = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      name.unicodeScalars.append(scalar.properties.generalCategory == .control ? "?" : scalar)
    }
    return name
  }
}
