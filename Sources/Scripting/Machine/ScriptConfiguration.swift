/// How floats are.
package enum FloatWidth: Sendable {
  /// As on the board.
  case single
  /// As on a desktop.
  case double
}

/// What a script runs under.
package struct ScriptConfiguration: Sendable {
  /// Bytes of MicroPython's heap, tables with it (`gc_heap_size`).
  package var heapByteCount = 512 << 10
  /// How floats are.
  package var floatWidth = FloatWidth.single
  /// Calls within calls after which `RuntimeError` says that it is enough.
  package var callDepthLimit = 100
  /// What the pseudo-random numbers begin with.
  package var seed: UInt32 = 0
  /// Instructions between two looks at the host's clock, signals and threads.
  package var pollInterval = 10_000
  /// Safe points from one collection to the next where tests want more of them than memory does; 0 if they do
  /// not.
  ///
  /// Every instruction that may be a safe point is one then, and what a collection frees is spoilt and stays
  /// so: native code that goes on with a value that it did not keep is noticed, by debug builds at once.
  package var collectionPeriod = 0

  /// The board's.
  package init() {}
}

/// What happens around a script: output, input, time, files.
///
/// The interpreter itself touches nothing of the kind.
package protocol ScriptHost: AnyObject {
  /// Takes what `print` and the like write.
  func write(_ bytes: [UInt8])
  /// Reads a line without its end, for `input`; nil at the end of input.
  func readLine(prompt: [UInt8]) -> [UInt8]?
  /// Microseconds since the board started; never goes back.
  func microseconds() -> UInt64
  /// Lets time pass.
  func sleep(microseconds: UInt64)
  /// Seconds since 2000-01-01 (UTC), as `time.time()` counts.
  func wallSeconds() -> Int
  /// Random bytes for `os.urandom`.
  func randomBytes(_ count: Int) -> [UInt8]
  /// Looks whether the script shall stop; called every so many instructions.
  func poll() -> ScriptInterruption?
  /// The files that the script may reach; nil when there are none.
  var files: (any ScriptFiles)? { get }
}

/// Why a script stops from outside.
package enum ScriptInterruption: Sendable {
  /// `KeyboardInterrupt` is raised.
  case keyboardInterrupt
  /// Nothing is raised: it ends, `try` or not.
  case stop
}

/// Files as scripts see them: absolute and relative paths with `/`; the implementation keeps scripts inside
/// its folders.
package protocol ScriptFiles: AnyObject {
  /// Opens a file; the number names it in the other calls.
  func open(_ path: [UInt8], _ mode: ScriptFileMode) throws(ScriptFileError) -> Int
  /// Reads at most so many bytes; none at the end.
  func read(_ file: Int, count: Int) throws(ScriptFileError) -> [UInt8]
  /// Writes all bytes.
  func write(_ file: Int, _ bytes: ArraySlice<UInt8>) throws(ScriptFileError)
  /// Moves, as `seek` does (0 start, 1 here, 2 end), and says where it is then.
  func seek(_ file: Int, offset: Int, whence: Int) throws(ScriptFileError) -> Int
  /// Makes sure that what was written is kept.
  func flush(_ file: Int) throws(ScriptFileError)
  /// Closes a file.
  func close(_ file: Int)
  /// What a folder contains.
  func list(_ path: [UInt8]) throws(ScriptFileError) -> [ScriptFileEntry]
  /// What is there.
  func status(_ path: [UInt8]) throws(ScriptFileError) -> ScriptFileStatus
  /// Makes a folder.
  func makeDirectory(_ path: [UInt8]) throws(ScriptFileError)
  /// Removes a file or, if `directory`, an empty folder.
  func remove(_ path: [UInt8], directory: Bool) throws(ScriptFileError)
  /// Gives another name.
  func rename(_ path: [UInt8], to target: [UInt8]) throws(ScriptFileError)
  /// The current folder.
  func currentDirectory() throws(ScriptFileError) -> [UInt8]
  /// Goes to another folder.
  func changeDirectory(_ path: [UInt8]) throws(ScriptFileError)
  /// Block size, blocks, free blocks of the file system at a path.
  func space(_ path: [UInt8]) throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int)
}

/// How a file is opened: the letters of `open`'s mode but `b` and `t`.
package struct ScriptFileMode: Sendable, Equatable {
  /// Reading is allowed.
  package let reads: Bool
  /// Writing is allowed.
  package let writes: Bool
  /// What was there goes (`w`).
  package let truncates: Bool
  /// It is made if missing (`w`, `a`, `x`).
  package let creates: Bool
  /// It must not exist (`x`).
  package let isExclusive: Bool
  /// All writes go to the end (`a`).
  package let appends: Bool

  /// A mode.
  package init(reads: Bool, writes: Bool, truncates: Bool, creates: Bool, isExclusive: Bool, appends: Bool) {
    self.reads = reads
    self.writes = writes
    self.truncates = truncates
    self.creates = creates
    self.isExclusive = isExclusive
    self.appends = appends
  }
}

/// What `os.ilistdir` says of one entry.
package struct ScriptFileEntry: Sendable, Equatable {
  /// Its name.
  package let name: [UInt8]
  /// Whether it is a folder.
  package let isDirectory: Bool
  /// Its size.
  package let byteCount: Int

  /// An entry.
  package init(name: [UInt8], isDirectory: Bool, byteCount: Int) {
    self.name = name
    self.isDirectory = isDirectory
    self.byteCount = byteCount
  }
}

/// What `os.stat` says.
package struct ScriptFileStatus: Sendable, Equatable {
  /// Whether it is a folder.
  package let isDirectory: Bool
  /// Its size.
  package let byteCount: Int
  /// When it was changed, in seconds since 2000-01-01.
  package let modified: Int

  /// A status.
  package init(isDirectory: Bool, byteCount: Int, modified: Int) {
    self.isDirectory = isDirectory
    self.byteCount = byteCount
    self.modified = modified
  }
}

/// What went wrong with a file: the number that the script's `OSError` carries.
package struct ScriptFileError: Error, Equatable {
  /// POSIX' number, as in MicroPython's `errno`.
  package let number: Int

  /// An error.
  package init(number: Int) { self.number = number }
}
