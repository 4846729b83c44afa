internal import CTurboJPEG

/// Owns one TurboJPEG instance and destroys it at the end.
///
/// Safe to use: the instance is made and destroyed here alone, and a value can't be copied.
@safe struct JPEGHandle: ~Copyable {
  /// What an instance does.
  enum Task {
    case encoding
    case decoding
  }

  /// The instance; valid as long as this value lives.
  let handle: tjhandle

  /// Starts an instance.
  ///
  /// - Throws: `ImageError` when the library gives none, for want of memory.
  init(for task: Task) throws(ImageError) {
    guard let started = unsafe task == .encoding ? tjInitCompress() : tjInitDecompress() else {
      throw ImageError(kind: .library(message: "TurboJPEG does not start"), format: .jpeg)
    }
    unsafe handle = started
  }

  deinit { unsafe tjDestroy(handle) }

  /// The error of the last call that failed, in the library's words.
  var error: ImageError {
    // The library owns the text, ends it with a zero and keeps it until the next call.
    let text = unsafe tjGetErrorStr2(handle).map { unsafe String(cString: $0) }
    return ImageError(kind: .library(message: text ?? "TurboJPEG gives no reason"), format: .jpeg)
  }
}
