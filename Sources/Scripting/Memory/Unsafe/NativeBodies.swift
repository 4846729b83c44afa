/// What functions of ours do, by place; places are handed out once and never change.
@safe final class NativeBodies {
  private var start: UnsafeMutablePointer<NativeBody>
  private var capacity = 1024
  private(set) var count = 0

  init() { unsafe start = UnsafeMutablePointer<NativeBody>.allocate(capacity: capacity) }

  deinit {
    unsafe start.deinitialize(count: count)
    unsafe start.deallocate()
  }

  /// Adds one; its place.
  func append(_ body: @escaping NativeBody) -> Int {
    if count == capacity {
      let grown = UnsafeMutablePointer<NativeBody>.allocate(capacity: capacity * 2)
      unsafe grown.moveInitialize(from: start, count: count)
      unsafe start.deallocate()
      unsafe start = grown
      capacity *= 2
    }
    unsafe (start + count).initialize(to: body)
    count += 1
    return count - 1
  }

  /// One by its place, which an object of kind `nativeFunction` or `type` holds.
  @inline(__always)
  subscript(place: Int) -> NativeBody { unsafe start[place] }
}
