/** The alphabet of RFC 4648 base32, which AWS ids use. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Random characters of the alphabet, one of each byte. */
export function randomText(random: Uint8Array): string {
  let text = ''
  for (const byte of random) text += ALPHABET[byte & 31]
  return text
}

/** What kind of thing an id names (IAM user guide, "Unique identifiers"). */
export type IdPrefix = 'AKIA' | 'ASIA' | 'AIDA' | 'AGPA' | 'AROA' | 'ANPA' | 'AIPA' | 'ASCA' | 'ACCA' | 'APKA'

/**
 * An AWS id that carries its account: four letters, then base32 of ten bytes. The first six bytes are a 48-bit number: bit 47 set, the account id in
 * bits 46 to 7, the rest random. `random` must have at least five bytes, of which 39 bits are used, plus one byte per character beyond sixteen
 * (`length` is that of the whole id: 20 for keys, 21 for users, roles and policies). Source: computed from published key ids; the layout is AWS's for
 * key ids and, by inference, for unique ids.
 */
export function encodeKeyId(prefix: IdPrefix, account: string, random: Uint8Array): string {
  // 80 bits as 48 and 32: a double holds either number exactly, at a fraction of the cost of a BigInt.
  let high = 2 ** 47 + Number(account) * 2 ** 7 + ((random[0] ?? 0) & 0x7f)
  let low = (((random[1] ?? 0) << 24) | ((random[2] ?? 0) << 16) | ((random[3] ?? 0) << 8) | (random[4] ?? 0)) >>> 0
  let text = ''
  for (let i = 0; i < 16; i++) {
    text = ALPHABET[low & 31] + text
    low = ((low >>> 5) | ((high % 32) << 27)) >>> 0
    high = Math.floor(high / 32)
  }
  return prefix + text + randomText(random.subarray(5))
}

/** The twelve-digit account in a key id or unique id; undefined for malformed ids and for older ones (bit 47 clear), which do not carry one. */
export function accountOfKeyId(id: string): string | undefined {
  if (!/^[A-Z]{4}[A-Z2-7]{16,}$/.test(id)) return undefined
  let bits = 0n
  for (let i = 4; i < 14; i++) bits = (bits << 5n) | BigInt(ALPHABET.indexOf(id[i] ?? 'A'))
  const first48 = bits >> 2n
  if ((first48 & (1n << 47n)) === 0n) return undefined
  const account = ((first48 & 0x7fffffffff80n) >> 7n).toString()
  return account.length > 12 ? undefined : account.padStart(12, '0')
}
