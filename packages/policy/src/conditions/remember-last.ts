/**
 * Makes a pure function of a text remember its last result. All statements of a decision compare the same value of the request, which is then parsed
 * once instead of once per statement. Answers do not change: the same text always gives the same result.
 */
export function rememberLast<T>(read: (text: string) => T): (text: string) => T {
  let known: { readonly text: string; readonly answer: T } | undefined
  return (text) => {
    if (known === undefined || known.text !== text) known = { text, answer: read(text) }
    return known.answer
  }
}
