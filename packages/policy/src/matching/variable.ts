/** Whether a text of a 2012-10-17 document holds a policy variable or an escape like `${*}`. Older documents have neither. */
export function hasVariable(text: string): boolean {
  return text.includes('${')
}
