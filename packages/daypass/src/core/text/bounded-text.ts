/** Characters of a text that an answer repeats, at most: some are escaped sixfold, and what a client sent may be half a megabyte. The rule is ours. */
const MOST = 16_384

/** A text that may hold what a client sent, fit to go into an answer: one that is too long is cut, and says so by three dots. */
export function boundedText(text: string, most: number = MOST): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  // Not in the middle of a pair of surrogates.
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)}...`
}
