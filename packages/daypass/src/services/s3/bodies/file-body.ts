import type { FileBody } from '../../../directory/s3/object.js'

/** What a record keeps of a received body, to find its bytes again. */
export const fileBody = ({ file, bodyKey, inline }: FileBody): FileBody => ({
  file,
  ...(bodyKey && { bodyKey }),
  ...(inline && { inline }),
})
