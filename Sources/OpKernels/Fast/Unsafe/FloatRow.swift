import CKernels

/// Where the inputs of each term of a sum lie, from the first output's own place.
struct FloatTerms {
  /// Elements to each term's input, in the order of the sum; none is negative.
  let offsets: [Int]
  /// The largest of them.
  let reach: Int

  /// The given places.
  init(_ offsets: [Int]) {
    precondition(offsets.allSatisfy { $0 >= 0 } && offsets.count <= Int(Int32.max))
    self.offsets = offsets
    reach = offsets.max() ?? 0
  }
}

/// Sums of a row of outputs: `start + sum of input[offsets[t] + x] * weights[t]`, in the order of the terms.
struct FloatRow {
  let set: KernelSet
  let range: FloatRange

  /// A row of an available set, clamped to `range`.
  init(set: KernelSet, range: FloatRange) {
    precondition(set.isAvailable)
    (self.set, self.range) = (set, range)
  }

  /// Computes one row.
  ///
  /// - Parameters:
  ///   - input: what the places count from.
  ///   - weights: one for each term.
  ///   - start: the value of each output before the first term, or one for all.
  func sums(
    of input: Span<Float>, _ terms: FloatTerms, weights: Span<Float>, start: Span<Float>,
    output: inout MutableSpan<Float>
  ) {
    if output.isEmpty { return }
    precondition(terms.offsets.count == weights.count)
    precondition(start.count == 1 || start.count == output.count)
    precondition(weights.isEmpty || terms.reach <= input.count - output.count)
    // Invariant: every term reads `output.count` elements inside `input`, as just checked.
    unsafe input.withUnsafeBufferPointer { input in
      unsafe terms.offsets.withUnsafeBufferPointer { offsets in
        unsafe weights.withUnsafeBufferPointer { weights in
          unsafe start.withUnsafeBufferPointer { start in
            unsafe output.withUnsafeMutableBufferPointer { output in
              var row = unsafe kiln_float_row()
              unsafe row.set = set.code
              unsafe row.terms = Int32(weights.count)
              unsafe row.offsets = offsets.baseAddress
              unsafe row.weights = weights.baseAddress
              unsafe row.start = start.baseAddress
              unsafe row.start_step = start.count == 1 ? 0 : 1
              unsafe row.minimum = range.minimum
              unsafe row.maximum = range.maximum
              unsafe kiln_float_row_sums(&row, input.baseAddress, output.count, output.baseAddress)
            }
          }
        }
      }
    }
  }
}
