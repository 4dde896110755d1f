const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const ISSUER = 'Amazon Web Services'

/** Bytes in base32 (RFC 4648, section 6); takes a multiple of five bytes, so there is no padding. */
export function base32(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 5) {
    const group = Buffer.from(bytes.subarray(at, at + 5)).readUIntBE(0, 5)
    for (let shift = 7; shift >= 0; shift--) text += ALPHABET[Math.floor(group / 32 ** shift) % 32]
  }
  return text
}

/**
 * What an authenticator app reads from the QR code: `otpauth://totp/Amazon%20Web%20Services:name@account?secret=…&issuer=…` (IAM API reference,
 * VirtualMFADevice; Google Authenticator wiki, "Key Uri Format").
 */
export function otpauthUri({ name, account, seed }: { name: string; account: string; seed: Uint8Array }): string {
  const issuer = encodeURIComponent(ISSUER)
  const label = `${issuer}:${encodeURIComponent(name).replaceAll('%40', '@')}@${account}`
  return `otpauth://totp/${label}?secret=${base32(seed)}&issuer=${issuer}`
}
