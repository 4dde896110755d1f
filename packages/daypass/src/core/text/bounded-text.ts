// text: parsing and making small texts that come from or go to a client: numbers, addresses, host names, sentences.
// Owns one strict spelling of each, and how an untrusted text is cut and escaped before it is shown. Refuses to guess: a text in another spelling is
// undefined. Knows nothing of requests.

/**
 * The most characters of a text that an answer repeats: escaping makes some of them six times as long, and a client may send half a megabyte.
 * daypass's own rule.
 */
const MOST = 16_384

/** Makes a text that may come from a client fit for an answer: one that is too long is cut and ends in three dots. */
export function boundedText(text: string, most: number = MOST): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  // Do not cut between two surrogates of one character.
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)}...`
}
