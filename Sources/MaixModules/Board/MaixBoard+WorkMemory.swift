import Scripting

/// Memory for as long as a method of images works (`fb_alloc`), which comes out of the system heap.
extension MaixBoard {
  /// The largest work buffer (`OMV_FB_ALLOC_SIZE`).
  var largestWorkByteCount: Int { (isMinimum ? 300 : 700) << 10 }

  /// Memory for a method's work; it is given back when the block is let go.
  ///
  /// - Throws: `MemoryError` with a line on the console before it.
  func work(_ vm: Interpreter, _ byteCount: Int) throws(Raised) -> SystemHeap.Block? {
    guard byteCount > 0 else { return nil }
    let rounded = byteCount <= systemHeap.capacity ? (byteCount + 31) / 32 * 32 : byteCount
    guard let block = systemHeap.allocate(rounded) else {
      vm.say("fb alloc \(Int32(truncatingIfNeeded: rounded)) fail,errno:12")
      throw workMemoryError(vm)
    }
    return block
  }

  /// All the memory that methods which take what there is take.
  func largestWork(_ vm: Interpreter) throws(Raised) -> SystemHeap.Block {
    guard let block = systemHeap.allocate(largestWorkByteCount) else { throw workMemoryError(vm) }
    return block
  }

  /// The error of methods that find no room for their work.
  func workMemoryError(_ vm: Interpreter) -> Raised {
    vm.fault(
      .MemoryError,
      "Out of Memory! Please reduce the resolution of the image you are running this algorithm on to bypass this"
        + " issue!")
  }
}
