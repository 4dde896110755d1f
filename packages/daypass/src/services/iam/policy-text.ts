/** A policy document as responses carry it: percent-encoded as RFC 3986 has it (IAM API reference, GetRolePolicy). */
export const encodedPolicy = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
