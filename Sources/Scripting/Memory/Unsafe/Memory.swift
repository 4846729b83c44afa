/// The arena's words and bytes by address.
///
/// An address comes from a `Value` that is an object, or from the layout of such an object: that is what
/// makes each access right, and the heap sees to it that objects lie inside. Debug builds check the bounds.
@safe package struct Memory: @unchecked Sendable {
  @usableFromInline let base: UnsafeMutableRawPointer
  #if DEBUG
  let byteCount: Int
  #endif

  init(base: UnsafeMutableRawPointer, byteCount: Int) {
    unsafe self.base = base
    #if DEBUG
    self.byteCount = byteCount
    #endif
  }

  @inline(__always)
  private func check(_ address: Int, _ size: Int) {
    #if DEBUG
    precondition(address >= 0 && address <= byteCount - size, "address outside the arena")
    #endif
  }

  /// A word.
  @inline(__always)
  package subscript(address: Int) -> UInt64 {
    get {
      check(address, 8)
      return unsafe base.load(fromByteOffset: address, as: UInt64.self)
    }
    nonmutating set {
      check(address, 8)
      unsafe base.storeBytes(of: newValue, toByteOffset: address, as: UInt64.self)
    }
  }

  /// A word that is a value.
  @inline(__always)
  package subscript(value address: Int) -> Value {
    get { Value(bits: self[address]) }
    nonmutating set { self[address] = newValue.bits }
  }

  /// Half a word.
  @inline(__always)
  package subscript(half address: Int) -> UInt32 {
    get {
      check(address, 4)
      return unsafe base.load(fromByteOffset: address, as: UInt32.self)
    }
    nonmutating set {
      check(address, 4)
      unsafe base.storeBytes(of: newValue, toByteOffset: address, as: UInt32.self)
    }
  }

  /// A byte.
  @inline(__always)
  package subscript(byte address: Int) -> UInt8 {
    get {
      check(address, 1)
      return unsafe base.load(fromByteOffset: address, as: UInt8.self)
    }
    nonmutating set {
      check(address, 1)
      unsafe base.storeBytes(of: newValue, toByteOffset: address, as: UInt8.self)
    }
  }

  /// The kind of the object at an address.
  @inline(__always)
  package func kind(_ address: Int) -> ObjectKind {
    check(address, 8)
    #if DEBUG
    precondition(self[address] & Header.spoilt == 0, "object that was freed")
    #endif
    // The heap writes headers, and only with kinds that exist.
    return unsafe unsafeBitCast(base.load(fromByteOffset: address, as: UInt8.self), to: ObjectKind.self)
  }

  /// Copies bytes; the places may overlap.
  @inline(__always)
  package func copy(from source: Int, to target: Int, byteCount: Int) {
    check(source, byteCount)
    check(target, byteCount)
    unsafe (base + target).copyMemory(from: base + source, byteCount: byteCount)
  }

  /// Fills words.
  package func fill(_ address: Int, wordCount: Int, with word: UInt64) {
    check(address, wordCount * 8)
    for index in 0..<wordCount { self[address + index * 8] = word }
  }

  /// Fills bytes.
  package func fillBytes(_ address: Int, byteCount: Int, with byte: UInt8) {
    check(address, byteCount)
    unsafe (base + address).initializeMemory(as: UInt8.self, repeating: byte, count: byteCount)
  }

  /// Whether two runs of bytes are equal.
  @inline(__always)
  package func isEqual(_ first: Int, _ second: Int, byteCount: Int) -> Bool {
    check(first, byteCount)
    check(second, byteCount)
    var offset = 0
    while offset &+ 8 <= byteCount {
      if self[unaligned: first &+ offset] != self[unaligned: second &+ offset] { return false }
      offset &+= 8
    }
    while offset < byteCount {
      if self[byte: first &+ offset] != self[byte: second &+ offset] { return false }
      offset &+= 1
    }
    return true
  }

  /// A word at any address.
  @inline(__always)
  subscript(unaligned address: Int) -> UInt64 {
    check(address, 8)
    return unsafe base.loadUnaligned(fromByteOffset: address, as: UInt64.self)
  }

  /// A copy of bytes.
  package func bytes(_ address: Int, count: Int) -> [UInt8] {
    check(address, count)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: base + address, count: count))
  }

  /// Lets code read bytes without a copy; it must not allocate objects meanwhile.
  package func withBytes<Result, Failure: Error>(
    _ address: Int, count: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    check(address, count)
    let pointer = unsafe UnsafePointer<UInt8>((base + address).assumingMemoryBound(to: UInt8.self))
    return try body(unsafe Span(_unsafeStart: pointer, count: count))
  }

  /// Writes bytes.
  package func write(_ bytes: [UInt8], at address: Int) {
    check(address, bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      if let start = source.baseAddress {
        unsafe (base + address).copyMemory(from: start, byteCount: source.count)
      }
    }
  }

  /// Writes a slice of bytes.
  package func write(_ bytes: ArraySlice<UInt8>, at address: Int) {
    check(address, bytes.count)
    unsafe bytes.withUnsafeBytes { source in
      if let start = source.baseAddress {
        unsafe (base + address).copyMemory(from: start, byteCount: source.count)
      }
    }
  }
}
