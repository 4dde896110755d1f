import { describe, expect, it } from 'vitest'
import { root, world } from '../../../testing/world.js'
import { GenerateCredentialReport } from './GenerateCredentialReport.js'
import { REPORT_LIFETIME } from './report.js'

describe('GenerateCredentialReport', () => {
  it('is STARTED at first and COMPLETE afterwards, for four hours', async () => {
    const w = await world()
    const started = { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' }
    expect(await w.call(GenerateCredentialReport, {})).toEqual(started)
    expect(await w.call(GenerateCredentialReport, {})).toEqual({ State: 'COMPLETE' })
    w.clock.move(REPORT_LIFETIME)
    expect(await w.call(GenerateCredentialReport, {})).toEqual({ State: 'COMPLETE' })
    w.clock.move(REPORT_LIFETIME + 1)
    expect(await w.call(GenerateCredentialReport, {})).toEqual(started)
  })

  it('is a report of the account alone', async () => {
    const w = await world()
    await w.call(GenerateCredentialReport, {})
    expect(await w.call(GenerateCredentialReport, {}, { ...root, account: '111111111111' })).toMatchObject({ State: 'STARTED' })
  })

  it('requires iam:GenerateCredentialReport', async () => {
    const w = await world()
    const { event } = await w.attempt(GenerateCredentialReport, {})
    expect(event.questions.map(({ question }) => question)).toEqual([{ action: 'iam:GenerateCredentialReport', resource: '*' }])
    expect(await w.refusal(GenerateCredentialReport, {}, await w.user('bob'))).toMatchObject({ code: 'AccessDenied' })
  })
})
