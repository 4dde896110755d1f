import { objectTaggingOperation } from './object-tagging.js'

/** Removes all tags of an object, or of one version of it. */
export const DeleteObjectTagging = objectTaggingOperation('DeleteObjectTagging', {
  summary: 'Removes the tags of an object.',
  action: 's3:DeleteObjectTagging',
  method: 'DELETE',
})
