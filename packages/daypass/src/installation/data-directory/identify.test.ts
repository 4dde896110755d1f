import { describe, expect, it } from 'vitest'
import { type Found, identify } from './identify.js'

const [OWN, OTHER] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const KEY = 'AKIAQAAAAAAAABCDEFGH'

const empty: Found = {
  dataDir: '/data',
  meta: undefined,
  isStoreNew: true,
  objects: { folder: '/data/objects', installation: undefined, hasFiles: false },
  credentials: undefined,
  begun: undefined,
  objectCount: 0,
  missing: () => 0,
  hasSome: () => true,
}
const objects = (installation: string | undefined, hasFiles = true) => ({ objects: { folder: '/data/objects', installation, hasFiles } })
const credentials = (installation: string | undefined, accessKeyId = KEY) => ({ credentials: { installation, accessKeyId } })
const store = (installation?: string): Partial<Found> => ({
  meta: { rootKeyId: KEY, ...(installation === undefined ? {} : { installation }) },
  isStoreNew: false,
})

describe('a data directory', () => {
  it.each<[string, Partial<Found>, { installation: string | undefined; isFirstStart: boolean }]>([
    ['that is empty becomes a new installation', {}, { installation: undefined, isFirstStart: true }],
    ['of a first start that was interrupted at once continues', { begun: OWN }, { installation: OWN, isFirstStart: true }],
    ['of one interrupted after its root key continues', { begun: OWN, ...credentials(OWN) }, { installation: OWN, isFirstStart: true }],
    [
      'of one interrupted later continues',
      { begun: OWN, ...credentials(OWN), ...objects(OWN, false) },
      { installation: OWN, isFirstStart: true },
    ],
    [
      'with all its parts is recognized',
      { ...store(OWN), ...objects(OWN), ...credentials(OWN) },
      { installation: OWN, isFirstStart: false },
    ],
    ['with some of its object files is recognized', { ...store(OWN), ...objects(OWN), objectCount: 3, missing: () => 2 }, known(OWN)],
    ['without the root key file is recognized', { ...store(OWN), ...objects(OWN) }, { installation: OWN, isFirstStart: false }],
    [
      'with a root key file restored from before ids is recognized',
      { ...store(OWN), ...objects(OWN), ...credentials(undefined) },
      known(OWN),
    ],
    ['without objects in the store needs no folder for them', { ...store(OWN), ...objects(undefined, false) }, known(OWN)],
    [
      'with every object file, but not the id in their folder, is recognized',
      { ...store(OWN), ...objects(undefined), objectCount: 3 },
      known(OWN),
    ],
    ['whose first start was interrupted after its commit is recognized', { ...store(OWN), begun: OWN, ...credentials(OWN) }, known(OWN)],
    ['from before ids gets one', { ...store(), ...objects(undefined), ...credentials(undefined), objectCount: 5 }, known(undefined)],
    ['from before ids gets one without objects too', store(), known(undefined)],
    ['that was interrupted while it got its id continues with it', { ...store(), ...objects(OWN), ...credentials(undefined) }, known(OWN)],
    ['that was interrupted a little later continues with it', { ...store(), ...objects(OWN), ...credentials(OWN) }, known(OWN)],
  ])('%s', (_, found, identity) => {
    expect(identify({ ...empty, ...found })).toEqual(identity)
  })

  it.each<[string, Partial<Found>, string]>([
    ['object files without a store', objects(undefined), 'an installation was here: objects.'],
    ['an empty folder of object files that carries an id', objects(OWN, false), 'an installation was here: objects.'],
    ['a root key without a store', credentials(undefined), 'an installation was here: root-credentials.json.'],
    [
      'all but the store',
      { ...objects(OWN), ...credentials(OWN) },
      'To start with new data, move the remaining files away: /data/objects /data/root-credentials.json',
    ],
    ['a store with data and no installation record', { isStoreNew: false }, 'an installation was here: store.'],
    ['the mark of a first start together with files', { begun: OWN, ...objects(OWN) }, 'an installation was here: objects.'],
    ['the mark of another first start', { begun: OTHER, ...credentials(OWN) }, 'an installation was here: root-credentials.json.'],
    ['the mark of a first start together with an older root key', { begun: OWN, ...credentials(undefined) }, 'root-credentials.json.'],
    [
      'object files of another installation',
      { ...store(OWN), ...objects(OTHER) },
      '/data/objects does not belong to the installation in /data/store. Nothing was changed. Put back the objects folder that belongs to it',
    ],
    ['an empty folder of another installation', { ...store(OWN), ...objects(OTHER, false) }, '/data/objects does not belong to'],
    ['object files without an id', { ...store(OWN), ...objects(undefined) }, '/data/objects/installation is missing'],
    [
      'object files without an id, some of them missing',
      { ...store(OWN), ...objects(undefined), objectCount: 3, missing: () => 1 },
      '/data/objects/installation is missing, which says which installation the object files belong to, and 1 of 3 objects has no file',
    ],
    ['a missing object folder', { ...store(OWN), ...objects(undefined, false), objectCount: 3, missing: () => 3 }, '3 of 3 objects'],
    [
      'a folder of the installation without a single object file',
      { ...store(OWN), ...objects(OWN), objectCount: 3, missing: () => 3, hasSome: () => false },
      '3 of 3 objects have no file in /data/objects',
    ],
    [
      'a root key of another installation',
      { ...store(OWN), ...objects(OWN), ...credentials(OTHER) },
      '/data/root-credentials.json does not',
    ],
    [
      'another root key without an id',
      { ...store(OWN), ...objects(OWN), ...credentials(undefined, 'AKIAOTHER') },
      '/data/root-credentials.json',
    ],
    ['data from before ids with files missing', { ...store(), ...objects(undefined), objectCount: 5, missing: () => 2 }, '2 of 5 objects'],
    [
      'data from before ids with another root key',
      { ...store(), ...credentials(undefined, 'AKIAOTHER') },
      '/data/root-credentials.json does not',
    ],
    ['data from before ids mixed from two installations', { ...store(), ...objects(OWN), ...credentials(OTHER) }, 'does not belong'],
    ['an older store with files missing', { ...store(), ...objects(OWN), objectCount: 5, missing: () => 1 }, '1 of 5 objects'],
  ])('is rejected for %s', (_, found, says) => {
    expect(() => identify({ ...empty, ...found })).toThrow(
      expect.objectContaining({ code: 'StartupError', message: expect.stringContaining(says) }),
    )
    expect(() => identify({ ...empty, ...found })).toThrow(/Nothing was changed\. .*(restore|put back)/i)
  })
})

function known(installation: string | undefined) {
  return { installation, isFirstStart: false }
}
