import { type ArnPattern, compileArnPattern, matchesArn, splitArn } from '../matching/arn.js'

/** Six parts, each fitted on its own and case-sensitively. A text with fewer parts, on either side, matches nothing. */
export function arnLike(values: readonly string[]): (value: string) => boolean {
  const patterns: ArnPattern[] = []
  for (const value of values) {
    const pattern = compileArnPattern(value)
    if (pattern) patterns.push(pattern)
  }
  return (value) => {
    const parts = splitArn(value)
    return parts !== undefined && patterns.some((pattern) => matchesArn(pattern, parts))
  }
}
