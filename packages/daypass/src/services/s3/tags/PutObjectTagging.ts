import { objectTaggingOperation } from './object-tagging.js'

/** Gives an object, or one version of it, these tags in place of those that it has. */
export const PutObjectTagging = objectTaggingOperation('PutObjectTagging', {
  summary: 'Replaces the tags of an object.',
  action: 's3:PutObjectTagging',
  method: 'PUT',
})
