import { element } from '../signed-request.js'
import { BUCKET } from './town.js'
import { type Story, userOf } from './stories.js'

/** Objects of a user are few, and replaced. A small one is in its record, a greater one in a file. */
const SLOTS = 5
const SIZES = [300, 30_000]

const write: Story = async (scene) => {
  const { ledger, number } = scene
  const { name, key } = userOf(scene)
  const body = Buffer.alloc(SIZES[number % SIZES.length] as number, `${name} ${number} `)
  const path = `${BUCKET}/${name}/${number % SLOTS}`
  await ledger.ask(key, { service: 's3', method: 'PUT', path, body })
  await ledger.ask(key, { service: 's3', method: 'GET', path }, [200, 404])
}

const read: Story = async (scene) => {
  const { ledger, number } = scene
  const { name, key } = userOf(scene)
  await ledger.ask(key, { service: 's3', method: 'GET', path: BUCKET, query: `list-type=2&prefix=${name}%2F` })
  for (let slot = 0; slot < 2; slot++)
    await ledger.ask(key, { service: 's3', method: 'GET', path: `${BUCKET}/${name}/${(number + slot) % SLOTS}` }, [200, 404])
}

const remove: Story = async (scene) => {
  const { name, key } = userOf(scene)
  await scene.ledger.ask(key, { service: 's3', method: 'DELETE', path: `${BUCKET}/${name}/${scene.number % SLOTS}` }, [204])
}

const inParts: Story = async (scene) => {
  const { ledger, number } = scene
  const { name, key } = userOf(scene)
  const path = `${BUCKET}/${name}/parts-${number}`
  const begun = await ledger.ask(key, { service: 's3', method: 'POST', path, query: 'uploads=' })
  const uploadId = element(begun.text, 'UploadId')
  const body = Buffer.alloc(20_000, 'p')
  await ledger.ask(key, { service: 's3', method: 'PUT', path, query: `partNumber=1&uploadId=${uploadId}`, body })
  await ledger.ask(key, { service: 's3', method: 'DELETE', path, query: `uploadId=${uploadId}` }, [204])
}

export const objectStories: readonly Story[] = [write, read, write, inParts, read, remove]
