// pages: every block of README and docs, pasted into a shell from top to bottom, and its output compared with what the page shows.
// Owns how a page is read, what varies from run to run, and the terminals. CONTRIBUTING.md lists the marks that a page may use.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The checkout that the pages belong to. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** README and the how-to pages. */
export const pages = ['README.md', ...readdirSync(`${root}/docs`).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))]

/** A fenced block: its language, the rest of the fence line, its text, and its line in the page (from 1). */
export interface Block {
  readonly language: string
  readonly mark: string
  readonly text: string
  readonly line: number
}

/** A command of a `console` block, and its output according to the page. */
export interface Shown {
  readonly command: string
  readonly output: string
}

/** The fenced blocks of a page, in order. */
export function readPage(path: string): Block[] {
  const page = readFileSync(`${root}/${path}`, 'utf8')
  return [...page.matchAll(/^```([^\s`]*)[ ]?([^\n`]*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: mark = '', 3: text = '', index }) => ({
      language,
      mark: mark.trim(),
      text,
      line: page.slice(0, index).split('\n').length,
    }),
  )
}

/**
 * The commands of a `console` block: each begins with `$ `, and continues after a line that ends in a backslash, a pipe or an open quote.
 * Throws when the block does not begin with a command.
 */
export function readCommands(text: string): Shown[] {
  const commands: { command: string; output: string }[] = []
  let isOpen = false
  for (const line of text.split('\n').slice(0, -1)) {
    const last = commands.at(-1)
    if (last !== undefined && isOpen) last.command += `\n${line}`
    else if (line.startsWith('$ ')) commands.push({ command: line.slice(2), output: '' })
    else if (last === undefined) throw new Error('the block does not begin with a command')
    else last.output += `${line}\n`
    isOpen = goesOn(commands.at(-1)) && (isOpen || line.startsWith('$ '))
  }
  return commands
}

function goesOn(shown: Shown | undefined): boolean {
  const text = shown?.command ?? ''
  return /(?:\\|\||&&)$/.test(text) || text.split("'").length % 2 === 0
}

/** What differs from run to run, as one word each: ids, times, keys, tokens, digests of random data. */
const VARIES: readonly (readonly [RegExp, string])[] = [
  [/\b(A[A-Z]{3})[A-Z2-7]{16,17}\b/g, '<$1>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d[:-]\d\d[:-]\d\d(?:\.\d+)?(?:Z|\+00:00)?/g, '<time>'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\b(?!(?:0{12}|111122223333|999999999999)\b)\d{12}\b/g, '<account>'],
  [/\b1[789]\d{8}\b/g, '<seconds>'],
]

function withoutChance(text: string): string[] {
  let masked = text.replaceAll('\r', '')
  for (const [pattern, word] of VARIES) masked = masked.replace(pattern, word)
  return masked
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
}

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether a text matches what a page shows: blank lines are ignored, `...` stands for a part of a line, a line of `...` for any lines. */
export function isShown(shown: string, printed: string): boolean {
  const pattern = withoutChance(shown).map((line) =>
    line.trim() === '...' ? '(?:.*\\n)*?' : `${line.split('...').map(literally).join('.*?')}\\n`,
  )
  const lines = withoutChance(printed).map((line) => `${line}\n`)
  return new RegExp(`^${pattern.join('')}$`).test(lines.join(''))
}
