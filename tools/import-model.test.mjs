// @ts-check
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const tool = fileURLToPath(new URL('import-model.mjs', import.meta.url))
const service = 'toy-service'

/** A service as botocore publishes it, with the special features of the newer protocols. */
const published = {
  metadata: {
    serviceId: 'Toy',
    apiVersion: '2020-01-01',
    protocol: 'json',
    jsonVersion: '1.1',
    targetPrefix: 'ToyService',
    signingName: 'toy',
  },
  operations: {
    PaintToy: {
      name: 'PaintToy',
      http: { method: 'POST', requestUri: '/' },
      input: { shape: 'PaintToyRequest' },
      output: { shape: 'PaintToyResponse' },
      errors: [{ shape: 'ToyGone' }, { shape: 'Busy' }],
    },
    ListToys: { name: 'ListToys', http: { method: 'POST', requestUri: '/' } },
    SellToy: { name: 'SellToy', http: { method: 'POST', requestUri: '/' } },
  },
  shapes: {
    PaintToyRequest: {
      type: 'structure',
      members: { Colour: { shape: 'colour' }, Extra: { shape: 'Extra' }, Choice: { shape: 'Choice' } },
    },
    PaintToyResponse: { type: 'structure', members: { Colours: { shape: 'Colours' } } },
    Colours: { type: 'list', member: { shape: 'colour' } },
    colour: { type: 'string', enum: ['red', "painter's"] },
    Extra: { type: 'structure', members: {}, document: true },
    Choice: { type: 'structure', union: true, members: { One: { shape: 'colour', locationName: 'one', queryName: 'One1' } } },
    ToyGone: { type: 'structure', exception: true, members: {}, error: { code: 'Toy.Gone', httpStatusCode: 404 } },
    Busy: { type: 'structure', exception: true, members: {} },
  },
}

let root = ''
const at = (/** @type {string} */ path) => join(root, path)
const models = 'packages/daypass/models'
const write = (/** @type {string} */ path, /** @type {unknown} */ value) => writeFileSync(at(path), JSON.stringify(value))
const run = (/** @type {string[]} */ ...more) =>
  spawnSync(process.execPath, [tool, '--root', root, '--models', at('published'), ...more], { encoding: 'utf8' })
const types = () => readFileSync(at(`packages/daypass/src/wire/generated/${service}.ts`), 'utf8')
const overlay = { errors: { Throttled: { httpStatusCode: 400, source: 'a test' } } }

let made = ''

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'import-model-'))
  for (const folder of ['published', models, `${models}/custom`]) mkdirSync(at(folder), { recursive: true })
  write(`published/${service}.json`, published)
  write(`${models}/${service}.operations.json`, ['ListToys', 'PaintToy'])
  write(`${models}/${service}.overlay.json`, overlay)
  expect(run().stderr).toBe('')
  made = types()
})

afterAll(() => rmSync(root, { recursive: true }))

describe('import-model', () => {
  it.each([
    ['names the types of a service with a dash', 'export interface ToyServiceOperations {'],
    ['makes a union of an enum', "export type Colour = 'painter\\'s' | 'red'"],
    ['refers to the union', 'readonly Colour?: Colour | undefined'],
    ['refers to a list of the union', 'readonly Colours?: readonly Colour[] | undefined'],
    ['writes a document as unknown', 'readonly Extra?: unknown | undefined'],
    [
      'lists the error codes of an operation',
      "PaintToy: { input: PaintToyRequest; output: PaintToyResponse; errors: 'Busy' | 'Toy.Gone' }",
    ],
    ['says that an operation has none', 'ListToys: { input: Record<string, never>; output: void; errors: never }'],
    [
      'lists the error codes of the service, including those of the overlay',
      "export type ToyServiceErrorCode = 'Busy' | 'Throttled' | 'Toy.Gone'",
    ],
  ])('%s', (_, text) => {
    expect(made).toContain(text)
  })

  it('keeps what the codecs of the protocols need, and nothing else', () => {
    const model = JSON.parse(readFileSync(at(`${models}/${service}.json`), 'utf8'))
    const { signingName: _, ...metadata } = published.metadata
    expect(model.metadata).toEqual(metadata)
    expect(model.otherOperations).toEqual({ SellToy: {} })
    expect(model.shapes.Extra).toMatchObject({ document: true })
    expect(model.shapes.Choice).toMatchObject({ union: true, members: { One: { locationName: 'one', queryName: 'One1' } } })
  })

  it('writes enums of rest-xml as text, because input is not checked against them', () => {
    write(`published/${service}.json`, { ...published, metadata: { ...published.metadata, protocol: 'rest-xml' } })
    expect(run().status).toBe(0)
    expect(types()).toContain('readonly Colour?: string | undefined')
    expect(types()).not.toContain('export type Colour ')
  })

  it('adds the values of the overlay to those of the published enum', () => {
    write(`published/${service}.json`, published)
    write(`${models}/${service}.overlay.json`, { ...overlay, addedEnumValues: { colour: { values: ['green'], source: 'a test' } } })
    expect(run().status).toBe(0)
    expect(types()).toContain("export type Colour = 'green' | 'painter\\'s' | 'red'")
    write(`${models}/${service}.overlay.json`, { ...overlay, addedEnumValues: { Colours: { values: ['green'], source: 'a test' } } })
    expect(run().stderr).toContain('the overlay adds values to Colours, which is not an enum')
  })

  it('says that a service without errors has none', () => {
    const operations = { ListToys: published.operations.ListToys, PaintToy: published.operations.ListToys }
    write(`published/${service}.json`, { ...published, operations })
    write(`${models}/${service}.overlay.json`, { errors: {} })
    expect(run().stderr).toBe('')
    expect(types()).toContain('export type ToyServiceErrorCode = never')
  })

  it('adds a service that has no operations yet, with the errors of its protocol', () => {
    write('published/sold.json', { ...published, metadata: { ...published.metadata, protocol: 'json' } })
    const { stdout, stderr } = run('--add', 'sold')
    expect([stdout, stderr]).toEqual([expect.stringContaining('sold has no operations yet'), ''])
    expect(JSON.parse(readFileSync(at(`${models}/sold.operations.json`), 'utf8'))).toEqual([])
    const added = JSON.parse(readFileSync(at(`${models}/sold.overlay.json`), 'utf8'))
    expect(added.errors.AccessDeniedException).toEqual({ httpStatusCode: 400, source: expect.any(String) })
    expect(run('--add', 'sold').stderr).toContain('sold is there already')
    expect(run('--add', 'unheard').stderr).toContain('has no model of unheard')
  })

  it('reads the models of botocore, the newest, also compressed', () => {
    for (const date of ['2019-01-01', '2020-01-01']) mkdirSync(at(`botocore/${service}/${date}`), { recursive: true })
    write(`botocore/${service}/2019-01-01/service-2.json`, { ...published, metadata: { ...published.metadata, apiVersion: 'old' } })
    writeFileSync(at(`botocore/${service}/2020-01-01/service-2.json.gz`), gzipSync(JSON.stringify(published)))
    expect(run('--models', at('botocore')).stderr).toBe('')
    const { metadata } = JSON.parse(readFileSync(at(`${models}/${service}.json`), 'utf8'))
    expect(metadata.apiVersion).toBe(published.metadata.apiVersion)
  })

  it('reports with --check that a file is out of date', () => {
    write(`${models}/${service}.overlay.json`, overlay)
    run()
    expect(run('--check').status).toBe(0)
    writeFileSync(at(`packages/daypass/src/wire/generated/${service}.ts`), '')
    expect(run('--check').status).toBe(1)
  })
})
