/// Attributes as the run loop asks for them: the slow way, which leaves in the cache what makes the next time
/// quick.
extension Interpreter {
  /// `object.name`; null for an exception.
  @inline(never)
  func getAttribute(_ object: Value, _ cache: Int) -> Value {
    let name = memory[value: cache + CacheLayout.name]
    if isKind(object, .module) {
      let found = lookup(field(object, 2), name: name)
      if !found.isNull { return found }
    }
    if isKind(object, .instance) {
      let shape = memory[value: object.address + InstanceLayout.shape]
      if !shape.isNull {
        let slot = self.slot(shape, name)
        if slot >= 0 {
          memory[value: cache + CacheLayout.key] = shape
          memory[cache + CacheLayout.epoch] = epoch
          memory[cache + CacheLayout.slot] = UInt64(StorageLayout.start + slot * 8)
          return ownAttribute(object, name)
        }
      }
    }
    do {
      return try attribute(object, name)
    } catch {
      raised = error.value
      return .null
    }
  }

  /// `object.name = value`; false for an exception.
  @inline(never)
  func setAttribute(_ object: Value, _ cache: Int, _ value: Value) -> Bool {
    let name = memory[value: cache + CacheLayout.name]
    do {
      guard isKind(object, .instance) else {
        try setAttribute(object, name, value)
        return true
      }
      let before = memory[value: object.address + InstanceLayout.shape]
      try setAttribute(object, name, value)
      let after = memory[value: object.address + InstanceLayout.shape]
      let traits = self.traits(field(object, 1))
      if before.isNull || after.isNull || traits.contains(.hasDescriptors)
        || traits.contains(.hasSetAttribute)
      {
        return true
      }
      let slot = self.slot(after, name)
      guard slot >= 0 else { return true }
      memory[value: cache + CacheLayout.key] = before
      memory[cache + CacheLayout.epoch] = epoch
      memory[cache + CacheLayout.slot] = UInt64(StorageLayout.start + slot * 8)
      memory[value: cache + CacheLayout.target] = before == after ? .null : after
      return true
    } catch {
      raised = error.value
      return false
    }
  }

  @inline(never)
  func deleteAttributeOrFalse(_ object: Value, _ name: Value) -> Bool {
    do {
      try deleteAttribute(object, name)
      return true
    } catch {
      raised = error.value
      return false
    }
  }

  /// What `object.name(…)` calls, and the object or null, into two registers; false for an exception.
  @inline(never)
  func getMethod(_ object: Value, _ cache: Int, _ target: Int) -> Bool {
    let name = memory[value: cache + CacheLayout.name]
    if let key = methodKey(object, name) {
      let (found, _) = lookupWithOwner(type(of: object), name)
      if kind(found) == .function || isMethodOfOurs(found, object) {
        memory[cache + CacheLayout.key] = key
        memory[cache + CacheLayout.epoch] = epoch
        memory[value: cache + CacheLayout.target] = found
        memory[value: target] = found
        memory[value: target + 8] = object
        return true
      }
    }
    do {
      let found = try attribute(object, name)
      if isKind(found, .boundMethod) {
        memory[value: target] = field(found, 1)
        memory[value: target + 8] = field(found, 2)
      } else {
        memory[value: target] = found
        memory[value: target + 8] = .null
      }
      return true
    } catch {
      raised = error.value
      return false
    }
  }

  /// A method of ours that gets the object as it is.
  private func isMethodOfOurs(_ found: Value, _ object: Value) -> Bool {
    guard kind(found) == .nativeFunction, memory[found.address + NativeLayout.receiver] != 0 else {
      return false
    }
    return nativeReceiver(found, object) == object
  }

  /// What the cache of a method compares, if methods of such an object can be cached at all.
  private func methodKey(_ object: Value, _ name: Value) -> UInt64? {
    guard object.isObject else { return nil }
    let kind = memory.kind(object.address)
    switch kind {
    case .instance:
      let shape = memory[value: object.address + InstanceLayout.shape]
      // The instance's own attribute would come first.
      return shape.isNull || slot(shape, name) >= 0 ? nil : shape.bits
    case .str, .bytes, .list, .tuple, .dict, .set, .frozenset, .byteArray, .array:
      return dictHasOwnType(object) ? nil : UInt64(kind.rawValue) << 1 | 1
    default: return nil
    }
  }

  /// Whether a dict is one of a kind of its own, such as OrderedDict.
  private func dictHasOwnType(_ object: Value) -> Bool {
    isKind(object, .dict) && dictType(object) != kindTypes[Int(ObjectKind.dict.rawValue)]
  }
}
