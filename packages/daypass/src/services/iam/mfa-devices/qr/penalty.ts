/** How hard a symbol is to read, by the four features of ISO/IEC 18004:2015, 7.8.3. The mask with the lowest value of eight is used. */
export function penalty(dark: readonly (readonly boolean[])[]): number {
  const rows = dark.map(textOf)
  const columns = dark.map((_, x) => textOf(dark.map((row) => row[x] === true)))
  const lines = [...rows, ...columns].reduce((sum, line) => sum + linePenalty(line), 0)
  return lines + squares(rows) + imbalance(rows)
}

const textOf = (line: readonly boolean[]): string => line.map((isDark) => (isDark ? '1' : '0')).join('')

/** Runs of five and more, and patterns like a finder with four light modules on one side. */
function linePenalty(line: string): number {
  const runs = [...line.matchAll(/0{5,}|1{5,}/g)].reduce((sum, [run]) => sum + run.length - 2, 0)
  return runs + 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length
}

/** Squares of two by two. */
function squares(rows: readonly string[]): number {
  let sum = 0
  for (let y = 1; y < rows.length; y++)
    for (let x = 1; x < rows.length; x++) {
      const square = (rows[y] as string).slice(x - 1, x + 1) + (rows[y - 1] as string).slice(x - 1, x + 1)
      if (square === '0000' || square === '1111') sum += 3
    }
  return sum
}

/** Ten for every full five percent that the share of dark modules differs from a half. */
function imbalance(rows: readonly string[]): number {
  const all = rows.join('')
  const percent = (100 * all.replaceAll('0', '').length) / all.length
  return 10 * Math.floor(Math.abs(percent - 50) / 5)
}
