// Written by `node tools/operation-lists.mjs` from the operation files of this folder. Do not edit.
import { DeletePublicAccessBlock } from './DeletePublicAccessBlock.js'
import { GetPublicAccessBlock } from './GetPublicAccessBlock.js'
import { PutPublicAccessBlock } from './PutPublicAccessBlock.js'
import type { S3controlOperation } from './s3control.js'

/** Every operation of s3control that is served, by name. */
export const s3controlOperations: readonly S3controlOperation[] = [DeletePublicAccessBlock, GetPublicAccessBlock, PutPublicAccessBlock]
