// What a world has stored of the bytes of its objects.

import { readdirSync } from 'node:fs'
import { type FileBody, getObject, type ObjectFacts } from '../../directory/s3/object.js'
import { objectBytesKeys } from '../../directory/s3/object-bytes.js'
import type { World } from '../world.js'

/** The names of the files of a world's objects. */
export const bodyFiles = (w: World): string[] =>
  readdirSync(w.files.folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))

/** The names of the bodies that are in the store. */
export const inlineBodies = (w: World): string[] =>
  w.read((state) => state.range({ ...objectBytesKeys.bounds(), limit: 1_000 })).map(({ key }) => key.slice(objectBytesKeys.prefix.length))

/** The names of all stored bodies. */
export const storedBodies = (w: World): string[] => [...bodyFiles(w), ...inlineBodies(w)]

/** The record of an object that is in one piece. */
export function fileBodyAt(w: World, { Bucket, Key }: { readonly Bucket: string; readonly Key: string }): ObjectFacts & FileBody {
  const object = w.read((state) => getObject(state, Bucket, Key))
  if (object === undefined || !('file' in object)) throw new Error('there is no such object in one piece')
  return object
}
