import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { without } from '../clean-environment.js'
import { PolicyPage } from './policy-page.js'

interface Vector {
  readonly id: string
  readonly why: string
  readonly expect: string
  readonly decidedBy: string | readonly string[]
  readonly policies: object
}

const vectors = JSON.parse(readFileSync(new URL('../../vectors/policies/evaluation.json', import.meta.url), 'utf8')) as Vector[]

/** One case of every area that is decided differently; together they cover every layer and every rule above policy. */
const CHOSEN = [
  ...['resource-016', 'variables-021', 'cond-numeric-016', 'cond-date-011', 'cond-bool-null-binary-017', 'cond-ip-008', 'cond-arn-004'],
  ...['cond-set-023', 'boundary-013', 'session-015', 'federated-user-012', 'cross-account-011', 'scp-009', 'rcp-003', 'root-006'],
  ...['trust-035', 'trust-047', 'kms-009', 'not-principal-013', 's3-bpa-010'],
]
const chosen = CHOSEN.map((id) => vectors.find((vector) => vector.id === id)!)

const LAYERS = 'boundary credentialType identity rcp resource root s3BlockPublicAccess scp service session trust'

/** The text of every cell, row by row. */
function rows(html: string): string[][] {
  const found = [...html.matchAll(/<tr data-passed="\w+">(.*?)<\/tr>/gs)]
  return found.map(([, row = '']) => [...row.matchAll(/<td>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replaceAll('&amp;', '&')))
}

const title = (html: string): string => /<title>(.*?)<\/title>/.exec(html)?.[1] ?? ''

it('the cases for the browser are decided by every layer and rule', () => {
  expect([...new Set(chosen.flatMap(({ decidedBy }) => decidedBy))].toSorted().join(' ')).toBe(LAYERS)
})

describe.skipIf(without('chromium'))('@daypass/policy in Chromium', () => {
  it('decides twenty cases as expected', async () => {
    await using page = await PolicyPage.serve(chosen)
    const html = await page.render()
    expect(title(html)).toBe('20 passed, 0 failed')
    const shown = rows(html)
    expect(shown.map(([id]) => id)).toEqual(CHOSEN)
    expect(shown.map(([, , , , passed]) => passed)).toEqual(CHOSEN.map(() => 'yes'))
    const expected = chosen.map(({ expect: outcome, decidedBy }) => [decidedBy].flat().map((layer) => `${outcome} by ${layer}`))
    for (const [index, [, , , got]] of shown.entries()) expect(expected[index]).toContain(got)
  })

  it('shows a wrong outcome, a wrong layer and a document that nobody could save', async () => {
    const [one, two, three, four] = chosen
    const broken = { ...three, policies: { ...three?.policies, identity: [{ Statement: {} }] } }
    await using page = await PolicyPage.serve([{ ...one, expect: 'explicitDeny' }, { ...two, decidedBy: 'scp' }, broken, four])
    const html = await page.render()
    expect(title(html)).toBe('1 passed, 3 failed')
    expect(rows(html).map(([id, , , got, passed]) => [id, got?.split(':')[0], passed])).toEqual([
      [one?.id, 'allow by identity', 'no'],
      [two?.id, 'explicitDeny by identity', 'no'],
      [three?.id, 'not understood', 'no'],
      [four?.id, 'allow by identity', 'yes'],
    ])
  })
})
