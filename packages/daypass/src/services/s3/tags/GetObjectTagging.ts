import { objectTaggingOperation } from './object-tagging.js'

/** The tags of an object, or of one version of it; empty where it has none. */
export const GetObjectTagging = objectTaggingOperation('GetObjectTagging', {
  summary: 'Returns the tags of an object.',
  action: 's3:GetObjectTagging',
  method: 'GET',
})
