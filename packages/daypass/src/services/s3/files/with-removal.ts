import type { ObjectFiles } from './object-files.js'

/** The same object files, removed in another way. */
export const withRemoval = (own: ObjectFiles, remove: ObjectFiles['remove']): ObjectFiles => ({
  folder: own.folder,
  receive: (source, limitBytes) => own.receive(source, limitBytes),
  receiveInline: (source, limitBytes, at) => own.receiveInline(source, limitBytes, at),
  read: (body, range, at) => own.read(body, range, at),
  sweep: (isReferenced, to) => own.sweep(isReferenced, to),
  remove,
})
