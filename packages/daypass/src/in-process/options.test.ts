import { describe, expect, it } from 'vitest'
import { type DaypassOptions, startDaypass } from './in-process.js'

const KEY = { accessKeyId: 'AKIAQAAAAAAATESTROOT', secretAccessKey: 'x'.repeat(40) }

describe('startDaypass', () => {
  it.each([
    [{ acount: '111122223333' }, '"acount" is not known: did you mean account?'],
    [{ account: 0 }, 'account must be a string'],
    [{ account: '12' }, 'account must be 12 digits, as a string'],
    [{ port: '4566' }, 'port must be a number'],
    [{ port: 70_000 }, 'port must be a whole number from 0 to 65535'],
    [{ now: '2026-01-01' }, 'now must be an object'],
    [{ now: {} }, 'now must be a Date'],
    [{ rootKey: { ...KEY, secretKey: 'x' } }, 'rootKey: "secretKey" is not known'],
    [{ rootKey: { accessKeyId: KEY.accessKeyId } }, 'rootKey must have secretAccessKey'],
    [{ explainErrors: 'yes' }, 'explainErrors must be true or false'],
    [{ audit: console }, 'audit must be a function'],
    [null, 'give an object with port, account'],
  ])('refuses options that a program without types may give: %j', async (options, problem) => {
    await expect(startDaypass(options as DaypassOptions)).rejects.toThrow(`startDaypass: ${problem}`)
  })
})
