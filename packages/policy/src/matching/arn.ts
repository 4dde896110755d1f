import { compileGlob, type Glob, matchesGlob } from './glob.js'

/** The six parts of an ARN: `arn`, partition, service, region, account, and the rest, which may hold further colons. */
export type ArnParts = readonly [string, string, string, string, string, string]

/** Six patterns, one per part. */
export type ArnPattern = readonly [Glob, Glob, Glob, Glob, Glob, Glob]

/** Cuts at the first five colons. Undefined when there are fewer. */
export function splitArn(text: string): ArnParts | undefined {
  const parts: string[] = []
  let from = 0
  for (let count = 0; count < 5; count++) {
    const colon = text.indexOf(':', from)
    if (colon < 0) return undefined
    parts.push(text.slice(from, colon))
    from = colon + 1
  }
  const [arn = '', partition = '', service = '', region = '', account = ''] = parts
  return [arn, partition, service, region, account, text.slice(from)]
}

/** Undefined when the pattern does not have six parts: it then matches no ARN. */
export function compileArnPattern(pattern: string): ArnPattern | undefined {
  const parts = splitArn(pattern)
  if (parts === undefined) return undefined
  const [arn, partition, service, region, account, rest] = parts
  return [compileGlob(arn), compileGlob(partition), compileGlob(service), compileGlob(region), compileGlob(account), compileGlob(rest)]
}

/** Part by part and case-sensitive, so a wildcard never leaves its part. The last part first: it differs most often. */
export function matchesArn(pattern: ArnPattern, parts: ArnParts): boolean {
  return (
    matchesGlob(pattern[5], parts[5]) &&
    matchesGlob(pattern[2], parts[2]) &&
    matchesGlob(pattern[4], parts[4]) &&
    matchesGlob(pattern[3], parts[3]) &&
    matchesGlob(pattern[1], parts[1]) &&
    matchesGlob(pattern[0], parts[0])
  )
}
