/** What a Range header means for a body: the whole, one part (`last` inclusive), or a range that cannot be satisfied. */
export type ByteRange = 'whole' | 'unsatisfiable' | { readonly first: number; readonly last: number }

const single = /^bytes=(\d*)-(\d*)$/

/**
 * Reads a Range header for a body of `size` bytes (RFC 9110 sections 14.1.2 and 14.2). For several ranges, another unit or an invalid range the whole
 * body is returned, as S3 does; only a range that begins after the end is refused. The last bytes of an empty body are the whole body (observed on
 * S3), but it does not have a first byte.
 */
export function byteRange(header: string | undefined, size: number): ByteRange {
  const [, from = '', to = ''] = (header === undefined ? undefined : single.exec(header.trim())) ?? []
  if (from === '' && to === '') return 'whole'
  if (from === '') return lastBytes(Number(to), size)
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (to !== '' && Number(to) < first) return 'whole'
  return first >= size ? 'unsatisfiable' : { first, last }
}

function lastBytes(count: number, size: number): ByteRange {
  if (count === 0) return 'unsatisfiable'
  return size === 0 ? 'whole' : { first: Math.max(0, size - count), last: size - 1 }
}
