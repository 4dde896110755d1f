// Owns: what one of very many leaves behind, computed from memory samples. The first half is ignored, because the heap is still finding its size.

/**
 * Bytes that one leaves behind, from a line through the second half of the samples, which are `apart` items apart. @param {readonly number[]}
 * samples @param {number} apart
 */
export const leftBehind = (samples, apart) => slope(samples.slice(samples.length / 2)) / apart

/** Least squares, per step. @param {readonly number[]} values */
function slope(values) {
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const over = values.reduce((sum, value, at) => sum + (at - middle) * (value - mean), 0)
  return over / values.reduce((sum, _, at) => sum + (at - middle) ** 2, 0)
}
