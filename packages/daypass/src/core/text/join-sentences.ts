/** Two sentences as one text. Some of AWS's end without a period; here they get one. */
export const joinSentences = (first: string, second: string): string => `${first}${/[.:]$/.test(first) ? '' : '.'} ${second}`
