/// Where things are in the arena, and how cells are sized.
enum HeapLayout {
  /// Countdown to the next poll; the run loop takes one off at each jump back and call.
  static let fuel = 1024
  /// Behind the registers of the running frame; native code that calls the script begins there.
  static let top = 1032
  /// The function whose code runs.
  static let function = 1040
  /// Where the run loop goes on after an exception was caught: instruction, registers; the function is in
  /// `function`.
  static let resumeInstruction = 1048
  static let resumeBase = 1056
  /// The next free frame.
  static let frame = 1064
  /// Registers must not go beyond; raised in steps up to the fibre's end.
  static let registerLimit = 1072
  /// Frames must not go beyond.
  static let frameLimit = 1080
  /// Heads of the lists of free cells, one word per size class.
  static let freeLists = 2048
  /// The strings of single ASCII characters, by character.
  static let characters = 4096
  /// The registers of the frame that called native code last.
  static let callerBase = 1096
  /// The arguments of the function of ours that the script called last, by itself.
  static let directCall = 1104
  /// How many values native code keeps, and the values.
  static let keptCount = 1088
  static let kept = 8192
  static let keptLimit = 32_768
  /// Registers of all fibres.
  static let stacks = kept + keptLimit * 8
  /// Bytes of all fibres' registers.
  static let stacksByteCount = 8 << 20
  /// First granule of the heap proper.
  static let heapStart = (stacks + stacksByteCount + granule - 1) / granule * granule

  /// The unit that the arena hands out.
  static let granule = 4096
  /// A block of cells of one size.
  static let blockGranules = 4
  /// The largest cell; what is larger gets granules of its own.
  static let largestCell = 2048
  /// How many size classes there are.
  static let classCount = 32 + 8

  /// The size class of so many bytes, at most `largestCell`.
  @inline(__always)
  static func sizeClass(_ byteCount: Int) -> Int {
    if byteCount <= 512 { return ((byteCount &+ 15) &>> 4) &- 1 }
    if byteCount <= 1024 { return 32 &+ ((byteCount &- 513) &>> 7) }
    return 36 &+ ((byteCount &- 1025) &>> 8)
  }

  /// Bytes of a cell of a class.
  static func cellByteCount(_ sizeClass: Int) -> Int {
    if sizeClass < 32 { return (sizeClass + 1) * 16 }
    if sizeClass < 36 { return 512 + (sizeClass - 31) * 128 }
    return 1024 + (sizeClass - 35) * 256
  }
}
