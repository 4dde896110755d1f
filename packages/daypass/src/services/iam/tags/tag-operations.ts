// tags: tags of users, roles, policies and other things of IAM, with each operation declared once for all of them. Owns the rules for keys and the quota.
// Refuses reserved keys and too many tags. Leaves conditions on tags to access.

import { inOrder } from '../../../credentials/pages.js'
import { createHash } from 'node:crypto'
import { requestTags } from '../../../access/request-tags.js'
import type { Tag } from '../../../wire/generated/iam.js'
import { operation } from '../iam.js'
import { pageOf } from '../page.js'
import type { Taggable, Tags } from './taggable.js'
import { checkTags, type TaggedNoun, tagsToOutput, withoutTags, withTags } from './tags.js'

const nameIn = ({ field }: Pick<Taggable<never>, 'field'>, input: object): string =>
  (input as Readonly<Record<string, string>>)[field] ?? ''

/** Sets tags: an existing key gets the new value (IAM API reference, TagUser and the like). */
export function tagOperation<Name extends `Tag${TaggedNoun}`, R extends { readonly tags: Tags }>(name: Name, of: Taggable<R>) {
  const { called, resource, check, ignoresCase } = of
  const action = `iam:${name}`
  return operation(name, {
    summary: `Sets tags of ${called}.`,
    actions: [action],
    check(input) {
      check(nameIn(of, input))
      checkTags(input.Tags)
    },
    authorize: (input, { account }, { state }) => [
      resource.permission(action, { account, name: nameIn(of, input), state }, requestTags(input.Tags)),
    ],
    handle(input, { account }, { state }) {
      const record = resource.require(state, account, nameIn(of, input))
      resource.put(state, { ...record, tags: withTags(record.tags, input.Tags, ignoresCase) })
    },
  })
}

/** Removes tags; a key that does not exist is not an error (IAM API reference, UntagUser and the like). */
export function untagOperation<Name extends `Untag${TaggedNoun}`, R extends { readonly tags: Tags }>(name: Name, of: Taggable<R>) {
  const { called, resource, check, ignoresCase } = of
  const action = `iam:${name}`
  return operation(name, {
    summary: `Removes tags of ${called}.`,
    actions: [action],
    check: (input) => check(nameIn(of, input)),
    authorize: (input, { account }, { state }) => [
      resource.permission(action, { account, name: nameIn(of, input), state }, keysOf(input.TagKeys)),
    ],
    handle(input, { account }, { state }) {
      const record = resource.require(state, account, nameIn(of, input))
      resource.put(state, { ...record, tags: withoutTags(record.tags, input.TagKeys, ignoresCase) })
    },
  })
}

const keysOf = (keys: readonly string[]) => (keys.length === 0 ? {} : { 'aws:TagKeys': keys })

/** Lists tags by key (IAM API reference, ListUserTags and the like). */
export function listTagsOperation<Name extends `List${TaggedNoun}Tags`, R extends { readonly tags: Tags }>(name: Name, of: Taggable<R>) {
  const { called, check, readPermission, readTags } = of
  const action = `iam:${name}`
  return operation(name, {
    summary: `Lists the tags of ${called}.`,
    actions: [action],
    check: (input) => check(nameIn(of, input)),
    authorize: (input, { account }, { state }) => [readPermission(action, { account, name: nameIn(of, input), state })],
    handle(input, { account }, deps) {
      const named = nameIn(of, input)
      const tags = inOrder(tagsToOutput(readTags(deps, account, named)), position)
      const { items, end } = pageOf(input, { ...tags, operation: name, account, filter: [named] }, deps)
      return { Tags: items, ...end }
    },
  })
}

/** The maximum size of a key in a marker, in bytes. */
const LONGEST = 160
const CUT = 36

/** The key, which orders the list. For a non-ASCII key that does not fit into a marker: its beginning and a digest. */
function position({ Key }: Tag): string {
  if (Buffer.byteLength(Key) <= LONGEST) return Key
  const digest = createHash('sha256').update(Key).digest('base64url')
  return `${Array.from(Key).slice(0, CUT).join('')}${digest.slice(0, 20)}`
}
