/// The plain kernels: one obvious loop nest each, which every faster path must equal bit for bit.
///
/// Sizes are preconditions, checked once at the entry: callers validate what comes from files first.
/// Kernels neither allocate nor trap on values; scratch memory is passed in.
public enum Reference {}
