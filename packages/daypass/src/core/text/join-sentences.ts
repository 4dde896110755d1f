/** Joins two sentences. Some of AWS's do not end with a period; here they get one. */
export const joinSentences = (first: string, second: string): string => `${first}${/[.:]$/.test(first) ? '' : '.'} ${second}`
