import { describe, expect, it } from 'vitest'
import { pages } from './page.js'
import { runPage } from './run-page.js'

describe('every page does what it shows, alone, typed into zsh', () => {
  it.concurrent.each(pages)('%s', async (path) => {
    expect(await runPage(path, 'zsh', 'started')).toBe('')
  })
})
