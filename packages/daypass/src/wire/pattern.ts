// Writers of the models mean every character beyond the basic plane with this; read literally (by Java as by JavaScript) it is U+1000, `0` to
// U+10FF, and `F`. We test what is meant, so that a policy with such a character is not refused; the text of the error keeps the model's spelling.
const beyondBasicPlane = /\\u10000-\\u10FFFF/g

/**
 * The test for a pattern of a model: it must match the whole string, as in the services themselves.
 * Compiled with the `u` flag (`\p{L}`, code points); patterns with escapes that mode forbids (`\:`) are compiled without.
 * Throws if the pattern is neither.
 */
export function compilePattern(source: string): RegExp {
  const whole = `^(?:${source.replace(beyondBasicPlane, '\\u{10000}-\\u{10FFFF}')})$`
  try {
    return new RegExp(whole, 'u')
  } catch {
    if (/\\[pPu]\{/.test(whole)) throw new Error(`a pattern of the model does not compile: ${source}`)
    return new RegExp(whole)
  }
}
