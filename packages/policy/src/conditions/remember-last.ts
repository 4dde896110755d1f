/**
 * A pure function of a text that remembers its last answer. All statements of a decision compare the same value of the request, which is then read
 * once instead of once a statement. What is remembered never shows: the same text always gives the same answer.
 */
export function rememberLast<T>(read: (text: string) => T): (text: string) => T {
  let known: { readonly text: string; readonly answer: T } | undefined
  return (text) => {
    if (known === undefined || known.text !== text) known = { text, answer: read(text) }
    return known.answer
  }
}
