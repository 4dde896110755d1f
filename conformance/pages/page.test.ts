import { describe, expect, it } from 'vitest'
import { isShown, pages, readCommands, readPage } from './page.js'

describe('what a page shows', () => {
  it.each([
    ['the same text', 'a b\n', 'a b\n'],
    ['blank lines that come and go', 'a\n\nb\n', '\na\nb\n\n'],
    ['other ids of the same kind', 'AIDAQAAAAAAADHSC3DMOB', 'AIDAQAAAAAAAZZZZZZZZZ'],
    ['other times', '{"CreateDate": "2026-11-23T08:13:22+00:00"}', '{"CreateDate": "2031-01-01T00:00:00+00:00"}'],
    ['another generated account id', 'account 807443470845', 'account 123456789012'],
    ['a line that is shortened', '"SecretAccessKey": "...",', '"SecretAccessKey": "k/e.y",'],
    ['lines that are left out', 'a\n...\nz', 'a\nb\nc\nz'],
    ['no lines in the place of "..."', 'a\n...\nz', 'a\nz'],
  ])('agrees with %s', (_, shown, printed) => {
    expect(isShown(shown, printed)).toBe(true)
  })

  it.each([
    ['another word', 'a b', 'a c'],
    ['an additional line', 'a', 'a\nb'],
    ['a missing line', 'a\nb', 'a'],
    ['nothing', 'a', ''],
    ['an id of another kind', 'AIDAQAAAAAAADHSC3DMOB', 'AROAQAAAAAAADHSC3DMOB'],
    ['an account that the page names', 'arn:aws:iam::000000000000:root', 'arn:aws:iam::111122223333:root'],
    ['text that a regular expression would match', 'a.c (x)*', 'abc (x)*'],
  ])('does not agree with %s', (_, shown, printed) => {
    expect(isShown(shown, printed)).toBe(false)
  })
})

describe('the commands of a block', () => {
  it('continue after a backslash, a pipe and an open quote, and end with their output', () => {
    expect(readCommands("$ a \\\n  b |\n  c '{\n\"x\"}'\nout 'it\n$ d\n")).toEqual([
      { command: 'a \\\n  b |\n  c \'{\n"x"}\'', output: "out 'it\n" },
      { command: 'd', output: '' },
    ])
  })

  it('are an error when the block begins with something else', () => {
    expect(() => readCommands('out\n$ a\n')).toThrow('does not begin with a command')
  })
})

describe('the blocks of README.md', () => {
  it('begin with a server, and contain what is pasted in the other terminal', () => {
    const blocks = readPage('README.md')
    expect(blocks[0]).toEqual({ language: 'sh', mark: 'server', text: 'npm start\n', line: expect.any(Number) })
    expect(blocks.filter(({ language, mark }) => language === 'sh' && mark === '').length).toBeGreaterThan(10)
  })
})

/** Words with brackets outside of quotes, which zsh takes for names of files; in bash they are left as they are where no file has such a name. */
const bareBrackets = (command: string): string[] =>
  command
    .replace(/'[^']*'|"(?:\\.|[^"\\])*"/g, '_')
    .split(/[\s;()]+/)
    .filter((word) => /\w\[[^\]]*\]/.test(word))

describe('commands of the pages', () => {
  it.each([
    ['aws iam get-role --query Role.Tags[0]', ['Role.Tags[0]']],
    ["aws iam get-role --query 'Role.Tags[0]'", []],
    ['while [ -f a ]; do [[ $b ]]; done', []],
  ])('%s has these words with bare brackets: %s', (command, expected) => {
    expect(bareBrackets(command)).toEqual(expected)
  })

  it.each(pages)('of %s are the same in zsh: no bare brackets', (path) => {
    const commands = readPage(path).flatMap(({ language, mark, text }) => {
      if (mark !== '' && mark !== 'server') return []
      if (language === 'sh') return [text]
      return language === 'console' && text.startsWith('$ ') ? readCommands(text).map(({ command }) => command) : []
    })
    expect(commands.flatMap(bareBrackets)).toEqual([])
  })
})
