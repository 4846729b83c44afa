import CKernels

extension TensorKernels {
  /// Applies a function to each float; equals `function` itself, bit for bit.
  public func map(_ function: FloatFunction, input: Span<Float>, output: inout MutableSpan<Float>) {
    precondition(input.count == output.count)
    guard let set else {
      for index in 0..<input.count { output[index] = function(input[index]) }
      return
    }
    // Invariant: both have as many floats, as just checked.
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        var map = function.map(set)
        unsafe kiln_map_floats(&map, source.baseAddress, source.count, target.baseAddress)
      }
    }
  }

  /// The same in place.
  public func map(_ function: FloatFunction, _ values: inout MutableSpan<Float>) {
    guard let set else {
      for index in 0..<values.count { values[index] = function(values[index]) }
      return
    }
    // Input and output may be the same.
    unsafe values.withUnsafeMutableBufferPointer { target in
      var map = function.map(set)
      unsafe kiln_map_floats(&map, target.baseAddress, target.count, target.baseAddress)
    }
  }
}
