package import Scripting

/// A file system that stands below one name of `/`, such as `/sd`; paths are the names below that.
///
/// Nothing can be reached by it but what stands in it. Errors carry the numbers of POSIX.
package protocol ScriptVolume: AnyObject {
  /// Opens a file.
  func open(_ path: [ScriptPath.Name], _ mode: ScriptFileMode) throws(ScriptFileError) -> any ScriptVolumeFile
  /// What a folder contains, sorted by name.
  func list(_ path: [ScriptPath.Name]) throws(ScriptFileError) -> [ScriptFileEntry]
  /// What is there.
  func status(_ path: [ScriptPath.Name]) throws(ScriptFileError) -> ScriptFileStatus
  /// Makes a folder.
  func makeDirectory(_ path: [ScriptPath.Name]) throws(ScriptFileError)
  /// Removes a file or, if `directory`, an empty folder.
  func remove(_ path: [ScriptPath.Name], directory: Bool) throws(ScriptFileError)
  /// Gives another name in the same volume.
  func rename(_ path: [ScriptPath.Name], to target: [ScriptPath.Name]) throws(ScriptFileError)
  /// Block size in bytes, blocks, free blocks.
  func space() throws(ScriptFileError) -> (blockByteCount: Int, blocks: Int, free: Int)
}

/// A file of a volume that is open; it is closed when the last reference goes.
package protocol ScriptVolumeFile: AnyObject {
  /// Reads at most so many bytes; none at the end.
  func read(count: Int) throws(ScriptFileError) -> [UInt8]
  /// Writes all bytes.
  func write(_ bytes: ArraySlice<UInt8>) throws(ScriptFileError)
  /// Moves (whence: 0 start, 1 here, 2 end), and says where it is then.
  func seek(offset: Int, whence: Int) throws(ScriptFileError) -> Int
  /// Makes sure that what was written is kept.
  func flush() throws(ScriptFileError)
}
