// The authors of the models mean every character beyond the basic plane by this; read literally (by Java and by JavaScript) it is U+1000, `0` to
// U+10FF, and `F`. The test follows the intention, so that a policy with such a character is not rejected; the error text keeps the model's
// spelling.
const beyondBasicPlane = /\\u10000-\\u10FFFF/g

/** Java's notation, at the start of a pattern, for a dot that matches line breaks too. */
const DOT_ALL = '(?s)'

/**
 * An escape of a character that needs none: `\_`, `\"`, `\:`. The `u` flag forbids escapes of characters that are not syntax; it accepts a bare `\-`
 * in classes only.
 */
const needlessEscape = /\\(?:([!"#%&',:;<=>@_`~-])|[\s\S])/g

/**
 * Compiles a pattern of a model into a test: it must match the whole string, as in the services themselves. Compiled with the `u` flag (`\p{L}`, code
 * points). Patterns with escapes that the flag forbids (`\:`) are compiled without it, unless they need it. Throws if neither works.
 */
export function compilePattern(source: string): RegExp {
  const dotAll = source.startsWith(DOT_ALL) ? 's' : ''
  const body = source.slice(dotAll === '' ? 0 : DOT_ALL.length).replace(beyondBasicPlane, '\\u{10000}-\\u{10FFFF}')
  const whole = `^(?:${body})$`
  const needsUnicode = /\\[pPu]\{/.test(whole)
  const other = () => (needsUnicode ? compiled(withoutNeedlessEscapes(whole), `u${dotAll}`) : compiled(whole, dotAll))
  return compiled(whole, `u${dotAll}`) ?? other() ?? broken(source)
}

function compiled(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags)
  } catch {
    return undefined
  }
}

// A code point instead of the plain character: in a class, a bare `-` would be a range.
const withoutNeedlessEscapes = (source: string): string =>
  source.replace(needlessEscape, (whole: string, character: string | undefined) =>
    character === undefined ? whole : `\\u{${character.charCodeAt(0).toString(16)}}`,
  )

function broken(source: string): never {
  throw new Error(`a pattern of the model does not compile: ${source}`)
}
