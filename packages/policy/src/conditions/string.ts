import { compileGlob, matchesGlob } from '../matching/glob.js'

/** Equal, character by character; `*` and `?` are plain characters. */
export function stringEquals(values: readonly string[]): (value: string) => boolean {
  const wanted = new Set(values)
  return (value) => wanted.has(value)
}

/** Equal after lower-casing both sides. */
export function stringEqualsIgnoreCase(values: readonly string[]): (value: string) => boolean {
  const wanted = new Set(values.map((value) => value.toLowerCase()))
  return (value) => wanted.has(value.toLowerCase())
}

/** The whole value fits a pattern; case-sensitive, `*` crosses everything. */
export function stringLike(values: readonly string[]): (value: string) => boolean {
  const globs = values.map(compileGlob)
  return (value) => globs.some((glob) => matchesGlob(glob, value))
}
