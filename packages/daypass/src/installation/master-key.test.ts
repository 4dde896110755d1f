import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { systemIds } from '../core/ids.js'
import { readMasterKey } from './master-key.js'

describe('a master key that was given in place of the name of its file', () => {
  const key = randomBytes(32)
  it.each([
    ['base64', key.toString('base64')],
    ['base64 without its end', key.toString('base64').slice(0, -1)],
    ['hexadecimal', key.toString('hex')],
    ['a line', `${key.toString('hex')}\n`],
  ])('is not repeated: %s', async (_name, file) => {
    const reading = readMasterKey({ file, besideData: '/nonexistent', mayMake: false, warn: () => {} }, systemIds())
    const message = await reading.catch((error: Error) => error.message)
    expect(message).toContain('what should name it is a key itself')
    expect(message).not.toContain(file.slice(0, 8))
  })

  it('is what no path looks like', async () => {
    const reading = readMasterKey(
      { file: '/etc/daypass/master-key', besideData: '/nonexistent', mayMake: false, warn: () => {} },
      systemIds(),
    )
    await expect(reading).rejects.toThrow('The master key file /etc/daypass/master-key cannot be read')
  })
})
