import { describe, expect, it } from 'vitest'
import type { ObjectFiles } from '../files/object-files.js'
import { bodyReaders } from './body-readers.js'

/** The readers of two processes, which ask each other. */
function twoProcesses() {
  const [a, b] = [bodyReaders({} as ObjectFiles), bodyReaders({} as ObjectFiles)]
  const asked: { here?: (upload: string) => Promise<void>; there?: (upload: string) => Promise<void> } = {}
  a.join({ letGo: (upload) => asked.there!(upload), whenAsked: (here) => void Object.assign(asked, { here }) })
  b.join({ letGo: (upload) => asked.here!(upload), whenAsked: (there) => void Object.assign(asked, { there }) })
  return { a, b }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Asks for the removal of the parts of `u`; returns whether they have been removed. */
async function removing(by: ReturnType<typeof bodyReaders>) {
  const done = { isRemoved: false }
  await by.whenUnread('u', async () => {
    done.isRemoved = true
  })
  await settled()
  return done
}

describe('the readers of the parts of an upload, in two processes', () => {
  it('keep them from being removed, wherever they read', async () => {
    for (const reads of ['a', 'b'] as const) {
      const both = twoProcesses()
      const [release, again] = [both[reads].hold('u'), both[reads].hold('u')]
      const done = await removing(both.a)
      release!()
      await settled()
      expect([reads, done.isRemoved]).toEqual([reads, false])
      again!()
      await settled()
      expect([reads, done.isRemoved]).toEqual([reads, true])
    }
  })

  it('do not begin once the parts are to be removed, in either process', async () => {
    const { a, b } = twoProcesses()
    const release = b.hold('u')
    await removing(a)
    release!()
    await settled()
    expect([b.hold('u'), b.hold('another') === undefined]).toEqual([undefined, false])
  })

  it('let both processes remove them', async () => {
    const { a, b } = twoProcesses()
    const release = a.hold('u')
    const done = await Promise.all([removing(a), removing(b)])
    release!()
    await settled()
    expect(done).toEqual([{ isRemoved: true }, { isRemoved: true }])
  })
})
