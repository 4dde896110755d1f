import type { FileBody } from '../../../directory/s3/object.js'
import type { ReceivedFile } from '../object-files.js'

/** What a record keeps of a received file, to find its bytes again. */
export const fileBody = ({ file }: ReceivedFile): FileBody => ({ file })
