import Foundation

/// Whether so many bytes of memory, and a little more, can be had at the moment.
///
/// Swift's collections end the process when they get none, so whoever makes a large array or reads a
/// file asks first, and throws an error instead. What happens between the question and the allocation is not covered:
/// another thread can take the memory, and a system that promises more than it has can fail later.
package func canAllocate(byteCount: Int) -> Bool {
  // Room for the header of the collection, for its rounding up, and for small things beside it.
  let (size, overflow) = byteCount.addingReportingOverflow(1 << 20)
  guard byteCount >= 0, !overflow else { return false }
  // Not `malloc`: the optimiser removes a pair of `malloc` and `free`, and takes it for granted
  // that there was memory.
  let region = mmap(
    nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
  guard let region, region != UnsafeMutableRawPointer(bitPattern: -1) else { return false }
  munmap(region, size)
  return true
}
